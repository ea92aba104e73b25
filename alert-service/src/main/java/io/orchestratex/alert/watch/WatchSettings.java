package io.orchestratex.alert.watch;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How alert-service notices silence; the limits themselves are in the rules of kind {@code
 * silence}.
 *
 * @param enabled false where nothing is published that could fall silent, as in some tests
 * @param startGrace after the start, silence of what was never heard means nothing for this long
 * @param removedAfter a target that is silent for this long is taken as removed
 * @param slack a target that is measured seldom may be this late, besides missing three of its
 *     measurements
 * @param askEvery how often the own database is asked whether it answers
 */
@ConfigurationProperties("orchestratex.alert.watch")
public record WatchSettings(
    @Bindable(defaultValue = "true") boolean enabled,
    @Bindable(defaultValue = "90s") Duration startGrace,
    @Bindable(defaultValue = "15m") Duration removedAfter,
    @Bindable(defaultValue = "10s") Duration slack,
    @Bindable(defaultValue = "3s") Duration askEvery) {

  public WatchSettings {
    positive("start-grace", startGrace);
    positive("removed-after", removedAfter);
    positive("slack", slack);
    positive("ask-every", askEvery);
  }

  private static void positive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          "orchestratex.alert.watch." + key + " must be positive, not " + value);
    }
  }
}
