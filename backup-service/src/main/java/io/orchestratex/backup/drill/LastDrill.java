package io.orchestratex.backup.drill;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest drill of a target that says something about its backup.
 *
 * @param drill id of the drill
 * @param backup id of the backup that it restored
 * @param passed whether everything was restored and equal
 * @param durationMs how long this target took
 * @param bytes how much was restored of it
 * @param failure why it did not pass; null when it did
 */
public record LastDrill(
    String drill,
    String backup,
    boolean passed,
    Instant finishedAt,
    long durationMs,
    long bytes,
    @Nullable String failure) {

  /**
   * Out of the row of a drill.
   *
   * @param details as they are stored
   * @param failure of the job
   */
  public static LastDrill of(
      String drill,
      String backup,
      String target,
      Instant finishedAt,
      String details,
      @Nullable String failure) {
    DrilledTarget part =
        DrillDetails.fromJson(details).targets().stream()
            .filter(each -> each.target().equals(target))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("drill " + drill + " has no " + target));
    Long took = part.durationMs();
    return new LastDrill(
        drill,
        backup,
        part.passed(),
        finishedAt,
        took == null ? 0 : took,
        part.bytes(),
        part.failure() == null && !part.passed() ? failure : part.failure());
  }
}
