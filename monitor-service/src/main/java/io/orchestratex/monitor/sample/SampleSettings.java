package io.orchestratex.monitor.sample;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How samples travel and are kept.
 *
 * @param retention how long samples are kept, 1 day to 10 years
 * @param sealAfter how long after its end an hour is packed; late samples are still taken later
 * @param stale after how long without news a target that others measure is no longer shown
 * @param bufferedMeasurements measurements that wait in memory while Kafka is down, 10 to 100000;
 *     the oldest are dropped and counted
 */
@ConfigurationProperties("orchestratex.monitor.sample")
public record SampleSettings(
    @Bindable(defaultValue = "15d") Duration retention,
    @Bindable(defaultValue = "5m") Duration sealAfter,
    @Bindable(defaultValue = "25s") Duration stale,
    @Bindable(defaultValue = "1000") int bufferedMeasurements) {

  private static final String KEY = "orchestratex.monitor.sample.";

  public SampleSettings {
    check(
        retention.compareTo(Duration.ofDays(1)) >= 0
            && retention.compareTo(Duration.ofDays(3_660)) <= 0,
        "retention must be from 1d to 3660d, not " + retention);
    check(!sealAfter.isNegative(), "seal-after must not be negative");
    check(stale.isPositive(), "stale must be positive");
    check(
        bufferedMeasurements >= 10 && bufferedMeasurements <= 100_000,
        "buffered-measurements must be from 10 to 100000, not " + bufferedMeasurements);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(KEY + otherwise);
    }
  }
}
