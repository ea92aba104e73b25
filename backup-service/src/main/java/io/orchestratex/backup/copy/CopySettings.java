package io.orchestratex.backup.copy;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How copies in further vaults are looked after.
 *
 * @param interval how often it is asked which copies are to be made
 * @param retry pause before a copy that failed is tried again; it doubles with each try
 * @param longestRetry no such pause is longer; copies are tried for ever
 * @param overdue so long after it was wanted a copy of a policy is missed, which raises an alert
 */
@ConfigurationProperties("orchestratex.backup.copy")
public record CopySettings(
    @Bindable(defaultValue = "10s") Duration interval,
    @Bindable(defaultValue = "1m") Duration retry,
    @Bindable(defaultValue = "1h") Duration longestRetry,
    @Bindable(defaultValue = "24h") Duration overdue) {

  public CopySettings {
    if (interval.toMillis() < 10 || retry.isNegative() || overdue.isNegative()) {
      throw new IllegalArgumentException(
          "orchestratex.backup.copy.interval must be at least 10ms, retry and overdue not negative");
    }
    if (longestRetry.compareTo(retry) < 0) {
      throw new IllegalArgumentException(
          "orchestratex.backup.copy.longest-retry must not be shorter than retry");
    }
  }
}
