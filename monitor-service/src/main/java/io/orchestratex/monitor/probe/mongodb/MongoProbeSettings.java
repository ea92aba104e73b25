package io.orchestratex.monitor.probe.mongodb;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How MongoDB is measured.
 *
 * @param maxCollections collections counted in one measurement, 1 to 10000; with more, each
 *     measurement counts the next ones
 */
@ConfigurationProperties("orchestratex.monitor.probe.mongodb")
public record MongoProbeSettings(@Bindable(defaultValue = "500") int maxCollections) {
  public MongoProbeSettings {
    if (maxCollections < 1 || maxCollections > 10_000) {
      throw new IllegalArgumentException(
          "orchestratex.monitor.probe.mongodb.max-collections must be from 1 to 10000, not "
              + maxCollections);
    }
  }
}
