package io.orchestratex.alert.standby;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where alerts wait that were raised while MongoDB was away, with the last known rules and
 * receivers.
 *
 * @param path a folder, relative to the working directory or absolute; it is created
 */
@ConfigurationProperties("orchestratex.alert.standby")
public record StandbySettings(@Bindable(defaultValue = "data/alert-standby") String path) {

  public StandbySettings {
    if (path.isBlank()) {
      throw new IllegalArgumentException("orchestratex.alert.standby.path is empty");
    }
  }
}
