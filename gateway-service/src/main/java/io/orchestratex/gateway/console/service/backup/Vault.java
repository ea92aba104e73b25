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
 */
public record Vault(
    String name,
    @Nullable String type,
    String location,
    @Nullable Long bytesPerSecond,
    boolean usable,
    @Nullable String failure) {

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
