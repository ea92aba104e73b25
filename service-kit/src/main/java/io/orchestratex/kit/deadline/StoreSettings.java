package io.orchestratex.kit.deadline;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How requests use the service's databases.
 *
 * @param deadline how long a request waits for them, all its calls together; then it is refused
 */
@ConfigurationProperties("orchestratex.store")
public record StoreSettings(@Bindable(defaultValue = "10s") Duration deadline) {

  public StoreSettings {
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException(
          "orchestratex.store.deadline must be longer than nothing, not " + deadline);
    }
  }
}
