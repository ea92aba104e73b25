package io.orchestratex.monitor.probe.service;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How services are measured.
 *
 * @param maxSeries series taken from one service, 1 to 5000; the others are counted
 */
@ConfigurationProperties("orchestratex.monitor.probe.service")
public record ServiceProbeSettings(@Bindable(defaultValue = "500") int maxSeries) {
  public ServiceProbeSettings {
    if (maxSeries < 1 || maxSeries > 5_000) {
      throw new IllegalArgumentException(
          "orchestratex.monitor.probe.service.max-series must be from 1 to 5000, not " + maxSeries);
    }
  }
}
