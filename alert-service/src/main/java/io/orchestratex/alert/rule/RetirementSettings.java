package io.orchestratex.alert.rule;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * When alerts are ended whose rule is gone, off or changed, if that did not happen at once.
 *
 * @param delay after the start
 * @param interval between two looks
 */
@ConfigurationProperties("orchestratex.alert.retirement")
public record RetirementSettings(
    @Bindable(defaultValue = RetirementSettings.DELAY) Duration delay,
    @Bindable(defaultValue = RetirementSettings.INTERVAL) Duration interval) {

  static final String DELAY = "10s";
  static final String INTERVAL = "30s";
}
