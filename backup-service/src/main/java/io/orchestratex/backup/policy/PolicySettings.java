package io.orchestratex.backup.policy;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How policies are looked after.
 *
 * @param interval how often it is asked which backups are due by age, and which were taken since
 *     the last cleanup
 * @param grace how long a cleanup waits between marking backups and removing them, so that a
 *     restore that has just begun to read one is noticed
 */
@ConfigurationProperties("orchestratex.backup.policy")
record PolicySettings(
    @Bindable(defaultValue = "10s") Duration interval,
    @Bindable(defaultValue = "10s") Duration grace) {
  PolicySettings {
    if (interval.toMillis() < 10 || grace.isNegative()) {
      throw new IllegalArgumentException(
          "orchestratex.backup.policy.interval must be at least 10ms, and grace not negative");
    }
  }
}
