package io.orchestratex.backup.engine.sqlite;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which SQLite files may be targets, and how they are read.
 *
 * @param folders the folders that files of targets lie in, or below, separated by commas; where it
 *     is not set, no file of this machine can be a target
 * @param workFolder where copies lie while they are checked, each as large as its database; where
 *     it is not set, a folder of the system's temporary one
 * @param lockWait how long the lock of another program is waited for
 */
@ConfigurationProperties("orchestratex.backup.sqlite")
record SqliteSettings(
    @Nullable String folders,
    @Nullable String workFolder,
    @Bindable(defaultValue = "10s") Duration lockWait) {

  SqliteSettings {
    if (lockWait.isNegative() || lockWait.compareTo(Duration.ofMinutes(2)) > 0) {
      throw new IllegalArgumentException(
          "orchestratex.backup.sqlite.lock-wait must be at most 2m, and not negative");
    }
  }

  /** The folders that are open, absolute. */
  List<Path> opened() {
    return folders == null
        ? List.of()
        : Arrays.stream(folders.split(",", -1))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .map(each -> Path.of(each).toAbsolutePath().normalize())
            .toList();
  }

  Path work() {
    return workFolder == null
        ? Path.of(System.getProperty("java.io.tmpdir"), "orchestratex-sqlite")
        : Path.of(workFolder);
  }
}
