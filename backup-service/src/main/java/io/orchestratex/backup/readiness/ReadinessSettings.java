package io.orchestratex.backup.readiness;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How readiness and the sizes of vaults are measured.
 *
 * @param interval how often the metrics are brought up to date
 */
@ConfigurationProperties("orchestratex.backup.readiness")
record ReadinessSettings(@Bindable(defaultValue = "30s") Duration interval) {
  ReadinessSettings {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException(
          "orchestratex.backup.readiness.interval must be longer than nothing");
    }
  }
}
