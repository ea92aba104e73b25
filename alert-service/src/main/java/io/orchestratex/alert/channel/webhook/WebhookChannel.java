package io.orchestratex.alert.channel.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.Delivery;
import io.orchestratex.alert.channel.Notice;
import io.orchestratex.kit.settings.Secret;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Posts a notice with the headers of Standard Webhooks (https://www.standardwebhooks.com): {@code
 * webhook-id} is the same in each attempt, {@code webhook-timestamp} is the attempt's time in
 * seconds, {@code webhook-signature} is {@code v1,} and the base64 of the HMAC-SHA-256 of {@code
 * id.timestamp.body}.
 *
 * <p>An answer of 2xx is taken for told; 408, 425, 429 and 5xx, and no answer, are tried again; all
 * else is not. Redirects are not followed.
 */
@Singleton
final class WebhookChannel implements Channel {

  private static final long MAX_RETRY_AFTER_SECONDS = 300;
  private static final int MOST_ADDRESSES = 4;

  private final WebhookReceiver receiver;
  private final WebhookSettings settings;
  private final InstantSource clock;

  WebhookChannel(WebhookReceiver receiver, WebhookSettings settings, InstantSource clock) {
    this.receiver = receiver;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public boolean ready() {
    return receiver.address().isPresent();
  }

  @Override
  public Delivery tell(Notice notice, int attempt) {
    Optional<URI> address = receiver.address();
    if (address.isEmpty()) {
      return new Delivery.Later("no receiver is set", null);
    }
    // A reason is shown and kept: it holds no part of the address, which may be a secret.
    try {
      List<InetAddress> addresses = WebhookReceiver.resolved(address.get());
      Optional<String> wrong = receiver.wrongWith(addresses);
      if (wrong.isPresent()) {
        return new Delivery.Never("the receiver " + wrong.get());
      }
      return of(post(address.get(), addresses, notice));
    } catch (UnknownHostException e) {
      return new Delivery.Later("the receiver's host is unknown", null);
    } catch (ConnectException e) {
      return new Delivery.Later("the receiver takes no connection", null);
    } catch (SSLException e) {
      return new Delivery.Later(
          "no secure connection with the receiver: check its certificate", null);
    } catch (SocketException | SocketTimeoutException e) {
      return new Delivery.Later("no answer from the receiver in time", null);
    } catch (IOException e) {
      return new Delivery.Later(
          "no answer from the receiver: " + e.getClass().getSimpleName(), null);
    }
  }

  /** To the first of the addresses that takes a connection. */
  private PinnedPost.Answer post(URI url, List<InetAddress> addresses, Notice notice)
      throws IOException {
    byte[] body = WebhookBodies.of(notice);
    Duration limit = Duration.ofMillis(settings.timeoutMs());
    List<InetAddress> tried = addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size()));
    ConnectException refused = new ConnectException("no address");
    for (InetAddress address : tried) {
      try {
        return PinnedPost.send(
            url, address, headers(notice, body), body, limit.dividedBy(tried.size()), limit);
      } catch (ConnectException e) {
        refused = e;
      }
    }
    throw refused;
  }

  private Map<String, String> headers(Notice notice, byte[] body) {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "OrchestrateX");
    headers.put("webhook-id", notice.key());
    headers.put("webhook-timestamp", timestamp);
    Secret secret = settings.secret();
    if (secret != null) {
      headers.put("webhook-signature", "v1," + signature(secret, notice.key(), timestamp, body));
    }
    return headers;
  }

  private static String signature(Secret secret, String id, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(UTF_8), "HmacSHA256"));
      mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static Delivery of(PinnedPost.Answer response) {
    int status = response.status();
    if (status >= 200 && status < 300) {
      return new Delivery.Told();
    }
    String reason = "the receiver answered " + status;
    boolean mayWorkLater = status >= 500 || status == 408 || status == 425 || status == 429;
    return mayWorkLater
        ? new Delivery.Later(reason, retryAfter(response))
        : new Delivery.Never(status / 100 == 3 ? reason + "; redirects are not followed" : reason);
  }

  private static @Nullable Duration retryAfter(PinnedPost.Answer response) {
    String seconds = response.headers().getOrDefault("retry-after", "");
    return seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Math.min(Long.parseLong(seconds), MAX_RETRY_AFTER_SECONDS))
        : null;
  }
}
