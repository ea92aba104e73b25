package io.orchestratex.alert.intake;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What restores mean for alerts.
 *
 * @param limit how long after its begin a restore whose end is not heard of explains that
 *     collections shrink, up to 7 days
 */
@ConfigurationProperties("orchestratex.alert.restore")
public record RestoreSettings(@Bindable(defaultValue = "2h") Duration limit) {
  public RestoreSettings {
    if (!limit.isPositive() || limit.compareTo(Duration.ofDays(7)) > 0) {
      throw new IllegalArgumentException(
          "orchestratex.alert.restore.limit must be positive and at most 7d, not " + limit);
    }
  }
}
