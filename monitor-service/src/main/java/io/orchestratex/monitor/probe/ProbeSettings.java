package io.orchestratex.monitor.probe;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How often targets are measured. What only one probe needs is in the settings of that probe.
 *
 * @param interval time from one measurement of a target to the next, 1 s to 1 h
 * @param deadline how long one measurement may take; shorter than the interval
 * @param slowInterval how often what costs the target more is read (sizes on disk), at least the
 *     interval
 */
@ConfigurationProperties("orchestratex.monitor.probe")
public record ProbeSettings(
    @Bindable(defaultValue = "5s") Duration interval,
    @Bindable(defaultValue = "3s") Duration deadline,
    @Bindable(defaultValue = "1m") Duration slowInterval) {

  private static final String KEY = "orchestratex.monitor.probe.";

  public ProbeSettings {
    check(
        interval.compareTo(Duration.ofSeconds(1)) >= 0
            && interval.compareTo(Duration.ofHours(1)) <= 0,
        "interval must be from 1s to 1h, not " + interval);
    check(
        deadline.isPositive() && deadline.compareTo(interval) < 0,
        "deadline must be shorter than the interval of " + interval + ", not " + deadline);
    check(
        slowInterval.compareTo(interval) >= 0,
        "slow-interval must be at least the interval of " + interval + ", not " + slowInterval);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(KEY + otherwise);
    }
  }
}
