package io.orchestratex.alert.channel.log;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * The file that the log channel appends to.
 *
 * @param path relative to the working directory, or absolute; its folder is created
 */
@ConfigurationProperties("orchestratex.alert.log")
public record LogSettings(@Bindable(defaultValue = "data/alerts.log") String path) {

  public LogSettings {
    if (path.isBlank()) {
      throw new IllegalArgumentException("orchestratex.alert.log.path is empty");
    }
  }
}
