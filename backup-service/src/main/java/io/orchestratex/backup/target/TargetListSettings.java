package io.orchestratex.backup.target;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How soon targets that were added, changed or removed by another process are seen here.
 *
 * @param refresh time between two looks, 100 ms to 1 min
 */
@ConfigurationProperties("orchestratex.backup.target-list")
public record TargetListSettings(@Bindable(defaultValue = "1s") Duration refresh) {

  public TargetListSettings {
    if (refresh.toMillis() < 100 || refresh.toMinutes() > 1) {
      throw new IllegalArgumentException(
          "orchestratex.backup.target-list.refresh must be from 100ms to 1m, not " + refresh);
    }
  }
}
