package io.orchestratex.backup.recovery;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How logs are archived and where servers are recovered to.
 *
 * @param folder where recovered servers' data folders are made, on the machine of this service;
 *     where it is not set, a folder of the system's temporary one
 * @param interval longest that a change waits before it is stored
 * @param lease how long a process may be silent before another one receives in its place
 * @param mostKeptMib how much log a server may keep for us while nothing is received, in MiB; what
 *     is more is given up, which leaves a gap and spares the server's disk
 */
@ConfigurationProperties("orchestratex.backup.recovery")
public record RecoverySettings(
    @Nullable String folder,
    @Bindable(defaultValue = "5s") Duration interval,
    @Bindable(defaultValue = "15s") Duration lease,
    @Bindable(defaultValue = "8192") long mostKeptMib) {
  public RecoverySettings {
    if (!interval.isPositive() || !lease.isPositive() || mostKeptMib < 1) {
      throw new IllegalArgumentException(
          "orchestratex.backup.recovery: interval, lease and most-kept-mib must be more than nothing");
    }
  }

  Path place() {
    return folder == null
        ? Path.of(System.getProperty("java.io.tmpdir"), "orchestratex-recovered")
        : Path.of(folder);
  }
}
