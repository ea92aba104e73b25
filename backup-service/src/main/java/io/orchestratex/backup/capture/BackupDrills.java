package io.orchestratex.backup.capture;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What drills have shown of backups. Thread-safe. */
public interface BackupDrills {

  /**
   * What is known of one backup.
   *
   * @param newest its newest drill, whatever came of it
   * @param drilled whether the last word of its drills is that everything was restored and equal
   * @param withdrawn why it does not count as good: its last drill of a target failed; null when
   *     none did
   */
  record Known(BackupDrill newest, boolean drilled, @Nullable String withdrawn) {}

  /** Of each backup; those without a drill are left out. */
  Map<String, Known> of(Collection<String> backups);
}
