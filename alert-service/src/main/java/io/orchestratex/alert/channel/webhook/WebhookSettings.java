package io.orchestratex.alert.channel.webhook;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.orchestratex.kit.settings.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where messages are posted.
 *
 * @param url the receiver until one is set over HTTP; none when empty
 * @param secret signs each message by HMAC-SHA-256; unsigned when null
 * @param allowLoopback whether a receiver may be on this machine
 * @param allowPrivate whether a receiver may be in a private network
 * @param timeoutMs for connecting, and again for the answer
 */
@ConfigurationProperties("orchestratex.alert.webhook")
public record WebhookSettings(
    @Nullable String url,
    @Nullable Secret secret,
    @Bindable(defaultValue = "false") boolean allowLoopback,
    @Bindable(defaultValue = "false") boolean allowPrivate,
    @Bindable(defaultValue = "5000") int timeoutMs) {

  public WebhookSettings {
    if (timeoutMs < 100 || timeoutMs > 5_000) {
      throw new IllegalArgumentException(
          "orchestratex.alert.webhook.timeout-ms must be from 100 to 5000, not " + timeoutMs);
    }
  }
}
