package io.orchestratex.alert.channel.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.Delivery;
import io.orchestratex.alert.channel.Notice;
import io.orchestratex.kit.settings.Secret;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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

  private final WebhookReceiver receiver;
  private final WebhookSettings settings;
  private final InstantSource clock;
  private final HttpClient http;

  WebhookChannel(WebhookReceiver receiver, WebhookSettings settings, InstantSource clock) {
    this.receiver = receiver;
    this.settings = settings;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofMillis(settings.timeoutMs()))
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
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
    try {
      Optional<String> wrong = receiver.wrongWith(address.get());
      if (wrong.isPresent()) {
        return new Delivery.Never(address.get() + " " + wrong.get());
      }
      // What the receiver says after its status is not waited for: it may never end.
      HttpResponse<InputStream> response =
          http.send(request(address.get(), notice), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream _ = response.body()) {
        return of(response);
      }
    } catch (UnknownHostException e) {
      return new Delivery.Later("the receiver's host is unknown: " + e.getMessage(), null);
    } catch (IOException e) {
      return new Delivery.Later("no answer from " + address.get() + ": " + e, null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Delivery.Later("the service was stopping", null);
    }
  }

  private HttpRequest request(URI address, Notice notice) {
    byte[] body = WebhookBodies.of(notice);
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofMillis(settings.timeoutMs()))
            .header("Content-Type", "application/json")
            .header("User-Agent", "OrchestrateX")
            .header("webhook-id", notice.key())
            .header("webhook-timestamp", timestamp)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    Secret secret = settings.secret();
    if (secret != null) {
      request.header("webhook-signature", "v1," + signature(secret, notice.key(), timestamp, body));
    }
    return request.build();
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

  private static Delivery of(HttpResponse<?> response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return new Delivery.Told();
    }
    String reason = "the receiver answered " + status;
    boolean mayWorkLater = status >= 500 || status == 408 || status == 425 || status == 429;
    return mayWorkLater
        ? new Delivery.Later(reason, retryAfter(response))
        : new Delivery.Never(status / 100 == 3 ? reason + "; redirects are not followed" : reason);
  }

  private static @Nullable Duration retryAfter(HttpResponse<?> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Math.min(Long.parseLong(seconds), MAX_RETRY_AFTER_SECONDS))
        : null;
  }

  @PreDestroy
  void close() {
    http.shutdownNow();
  }
}
