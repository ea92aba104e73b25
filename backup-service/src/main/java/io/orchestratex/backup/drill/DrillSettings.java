package io.orchestratex.backup.drill;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where drills restore to, and how old a drill may get.
 *
 * @param folder where the scratch servers have their data; where it is not set, a folder of the
 *     system's temporary one
 * @param maxAge a target whose last drill is older than this is not proved any more
 */
@ConfigurationProperties("orchestratex.backup.drill")
public record DrillSettings(
    @Nullable String folder, @Bindable(defaultValue = "7d") Duration maxAge) {
  public DrillSettings {
    if (!maxAge.isPositive()) {
      throw new IllegalArgumentException(
          "orchestratex.backup.drill.max-age must be longer than nothing");
    }
  }

  Path place() {
    return folder == null
        ? Path.of(System.getProperty("java.io.tmpdir"), "orchestratex-drills")
        : Path.of(folder);
  }
}
