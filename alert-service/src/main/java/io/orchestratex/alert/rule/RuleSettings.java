package io.orchestratex.alert.rule;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * The limits that a new installation begins with, as ratios from 0 to 1; afterwards rules are
 * changed over HTTP.
 */
@ConfigurationProperties("orchestratex.alert.rules")
public record RuleSettings(
    @Bindable(defaultValue = "0.80") double cpu,
    @Bindable(defaultValue = "0.85") double memory,
    @Bindable(defaultValue = "0.85") double disk,
    @Bindable(defaultValue = "0.80") double connections,
    @Bindable(defaultValue = "0.95") double cacheHit) {

  public RuleSettings {
    ratio("cpu", cpu);
    ratio("memory", memory);
    ratio("disk", disk);
    ratio("connections", connections);
    ratio("cache-hit", cacheHit);
  }

  private static void ratio(String key, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "orchestratex.alert.rules." + key + " must lie between 0 and 1, not " + value);
    }
  }
}
