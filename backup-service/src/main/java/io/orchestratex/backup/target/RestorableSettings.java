package io.orchestratex.backup.target;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * When a target counts as restorable.
 *
 * @param maxAge how old the newest good backup of a target may be; the default is a day, for the
 *     daily backup, and two hours in which it may run late
 */
@ConfigurationProperties("orchestratex.backup.restorable")
public record RestorableSettings(@Bindable(defaultValue = "26h") Duration maxAge) {
  public RestorableSettings {
    if (!maxAge.isPositive()) {
      throw new IllegalArgumentException(
          "orchestratex.backup.restorable.max-age must be longer than nothing");
    }
  }
}
