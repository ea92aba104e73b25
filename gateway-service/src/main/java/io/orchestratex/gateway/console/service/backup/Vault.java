package io.orchestratex.gateway.console.service.backup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place where backups are kept, as backup-service shows it.
 *
 * @param bytesPerSecond null without a limit
 * @param usable whether it carries its mark
 * @param failure why it cannot be used
 * @param logicalBytes what its backups hold, each by itself
 * @param storedBytes what is stored for all of them
 * @param deduplication how many of the former for each of the latter; null without backups
 */
public record Vault(
    String name,
    @Nullable String type,
    String location,
    @Nullable Long bytesPerSecond,
    boolean usable,
    @Nullable String failure,
    int backups,
    long logicalBytes,
    long storedBytes,
    @Nullable Double deduplication) {

  /**
   * What a test of it has shown.
   *
   * @param durationMs of all steps together
   */
  public record Test(boolean passed, Instant testedAt, long durationMs, List<Step> steps) {

    public Test {
      steps = Backup.orEmpty(steps);
    }
  }

  /**
   * A step of the test.
   *
   * @param state passed, failed or skipped
   * @param failure null when it passed
   */
  public record Step(
      String step, String about, String state, @Nullable String failure, long durationMs) {}
}
