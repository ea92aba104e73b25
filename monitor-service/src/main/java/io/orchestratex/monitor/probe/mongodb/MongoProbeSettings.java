package io.orchestratex.monitor.probe.mongodb;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How MongoDB is measured.
 *
 * @param maxCollections collections counted in one measurement, 1 to 10000; with more, each
 *     measurement counts the next ones
 * @param countLimit how long the documents of one collection may be counted in the background, 1 s
 *     to 10 min; until that is done its count is kept back; when that was too short, the server's
 *     own number is shown, unless the server was seen to start again
 */
@ConfigurationProperties("orchestratex.monitor.probe.mongodb")
public record MongoProbeSettings(
    @Bindable(defaultValue = "500") int maxCollections,
    @Bindable(defaultValue = "2m") Duration countLimit) {

  private static final String KEY = "orchestratex.monitor.probe.mongodb.";

  public MongoProbeSettings {
    if (maxCollections < 1 || maxCollections > 10_000) {
      throw new IllegalArgumentException(
          KEY + "max-collections must be from 1 to 10000, not " + maxCollections);
    }
    if (countLimit.compareTo(Duration.ofSeconds(1)) < 0
        || countLimit.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException(
          KEY + "count-limit must be from 1s to 10m, not " + countLimit);
    }
  }
}
