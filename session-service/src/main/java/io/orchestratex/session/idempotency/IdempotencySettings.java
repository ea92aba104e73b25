package io.orchestratex.session.idempotency;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How requests that carry a key are watched.
 *
 * @param lease how long such a request waits for its process to renew it, before another one may
 *     carry it out
 * @param renewInterval pause between two renewals
 */
@ConfigurationProperties("orchestratex.session.idempotency")
public record IdempotencySettings(
    @Bindable(defaultValue = "15s") Duration lease,
    @Bindable(defaultValue = IdempotencySettings.RENEW_INTERVAL) Duration renewInterval) {

  static final String RENEW_INTERVAL = "3s";

  public IdempotencySettings {
    if (!renewInterval.isPositive() || lease.compareTo(renewInterval.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "orchestratex.session.idempotency.lease must be at least twice the renew-interval of "
              + renewInterval
              + ", not "
              + lease);
    }
  }
}
