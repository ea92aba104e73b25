package io.orchestratex.alert.channel.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.alert.channel.AlertMessage;
import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.DeliveryResult;
import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.kit.settings.Secret;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketException;
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
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts a message with the headers of Standard Webhooks (https://www.standardwebhooks.com): {@code
 * webhook-id} is the same in each attempt, {@code webhook-timestamp} is the attempt's time in
 * seconds, {@code webhook-signature} is {@code v1,} and the base64 of the HMAC-SHA-256 of {@code
 * id.timestamp.body}.
 *
 * <p>An answer of 2xx means delivered; after 408, 425, 429, 5xx or no answer it is tried again;
 * after any other answer it is not. Redirects are not followed.
 */
@Singleton
final class WebhookChannel implements Channel {

  private static final String NAME = "webhook";
  private static final long MAX_RETRY_AFTER_SECONDS = 300;
  private static final int MOST_ADDRESSES = 4;

  private final WebhookReceiver inForce;
  private final WebhookSettings settings;
  private final InstantSource clock;

  WebhookChannel(WebhookReceiver inForce, WebhookSettings settings, InstantSource clock) {
    this.inForce = inForce;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Receiver> receivers() {
    return inForce.address().stream()
        .map(address -> new Receiver(NAME, Receiver.DEFAULT, address.toString()))
        .toList();
  }

  @Override
  public List<Receiver> receiversWithoutStore() {
    return inForce.addressOfSettings().stream()
        .map(address -> new Receiver(NAME, Receiver.DEFAULT, address.toString()))
        .toList();
  }

  @Override
  public DeliveryResult deliver(Receiver receiver, AlertMessage message, int attempt) {
    // A reason is shown and kept: it holds no part of the address, which may be a secret.
    try {
      String address = receiver.address();
      if (ReceiverRules.wrongWith(address).isPresent()) {
        return new DeliveryResult.Refused("the receiver's address is not a valid URL");
      }
      URI url = URI.create(address);
      List<InetAddress> addresses = WebhookReceiver.resolved(url);
      Optional<String> wrong = inForce.wrongWith(addresses);
      if (wrong.isPresent()) {
        return new DeliveryResult.Refused("the receiver " + wrong.get());
      }
      List<InetAddress> tried = addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size()));
      byte[] body = WebhookBodies.of(message);
      PinnedPost.Request request = new PinnedPost.Request(url, tried, headers(message, body), body);
      return of(PinnedPost.send(request, Duration.ofMillis(settings.timeoutMs())));
    } catch (UnknownHostException e) {
      return new DeliveryResult.Later("the receiver's host is unknown", null);
    } catch (ConnectException | ConnectTimeoutException e) {
      return new DeliveryResult.Later("the receiver takes no connection", null);
    } catch (SSLException e) {
      return new DeliveryResult.Later(
          "no secure connection with the receiver: check its certificate", null);
    } catch (SocketException | InterruptedIOException e) {
      return new DeliveryResult.Later("no answer from the receiver in time", null);
    } catch (IOException e) {
      return new DeliveryResult.Later(
          "no answer from the receiver: " + e.getClass().getSimpleName(), null);
    } catch (RuntimeException e) {
      return new DeliveryResult.Later(
          "the receiver cannot be called: " + e.getClass().getSimpleName(), null);
    }
  }

  private Map<String, String> headers(AlertMessage message, byte[] body) {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("User-Agent", "OrchestrateX");
    headers.put("webhook-id", message.key());
    headers.put("webhook-timestamp", timestamp);
    Secret secret = settings.secret();
    if (secret != null) {
      headers.put("webhook-signature", "v1," + signature(secret, message.key(), timestamp, body));
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

  private static DeliveryResult of(PinnedPost.Answer response) {
    int status = response.status();
    if (status >= 200 && status < 300) {
      return new DeliveryResult.Delivered();
    }
    String reason = "the receiver answered " + status;
    boolean mayWorkLater = status >= 500 || status == 408 || status == 425 || status == 429;
    return mayWorkLater
        ? new DeliveryResult.Later(reason, retryAfter(response))
        : new DeliveryResult.Refused(
            status / 100 == 3 ? reason + "; redirects are not followed" : reason);
  }

  private static @Nullable Duration retryAfter(PinnedPost.Answer response) {
    String seconds = response.retryAfter();
    return seconds != null && seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Math.min(Long.parseLong(seconds), MAX_RETRY_AFTER_SECONDS))
        : null;
  }
}
