package io.orchestratex.backup.drill;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One target's part of a drill.
 *
 * @param target id of the target
 * @param engine its engine, such as {@code mongodb} or {@code postgresql}
 * @param state {@code waiting}, {@code running}; then {@code passed}, everything was restored and
 *     equals the backup, {@code failed}, it was not, or {@code not_carried_out}, which says nothing
 *     about the backup
 * @param program the program that ran as the scratch server; absent until it was started
 * @param objects collections or tables that were compared
 * @param records documents or rows that were read back from the scratch server
 * @param bytes their size in the engine's dump format
 * @param durationMs milliseconds from the start of the server to the end of the comparison; absent
 *     until then
 * @param unequal the first 20 objects that are not as the backup says
 * @param deviations the first 20 things besides records that are not as in the backup, such as an
 *     index that could not be built; they do not fail a drill
 * @param deviationCount how many of these there are
 * @param failure why it did not pass, for a person; absent when it did
 */
@Schema(name = "DrilledTarget")
record DrilledTarget(
    String target,
    String engine,
    @Schema(allowableValues = {"waiting", "running", "passed", "failed", "not_carried_out"})
        String state,
    @Nullable String program,
    int objects,
    long records,
    long bytes,
    @Nullable Long durationMs,
    List<Unequal> unequal,
    List<String> deviations,
    int deviationCount,
    @Nullable String failure) {

  static final String PASSED = "passed";
  static final String FAILED = "failed";
  static final String NOT_CARRIED_OUT = "not_carried_out";

  DrilledTarget {
    unequal = unequal == null ? List.of() : List.copyOf(unequal);
    deviations = deviations == null ? List.of() : List.copyOf(deviations);
  }

  /**
   * An object that is not as the backup says.
   *
   * @param name which one, such as {@code shop.orders}
   * @param expectedCount documents or rows that the backup holds
   * @param count those that were read back; absent when the object is missing
   */
  @Schema(name = "DrillDifference")
  record Unequal(String name, long expectedCount, @Nullable Long count) {

    String text() {
      if (count == null) {
        return name + " is missing after loading";
      }
      return count == expectedCount
          ? name + ": its " + count + " records have other content than those of the backup"
          : name + ": " + count + " records instead of " + expectedCount;
    }
  }

  static DrilledTarget waiting(String target, String engine) {
    return new DrilledTarget(
        target, engine, "waiting", null, 0, 0, 0, null, List.of(), List.of(), 0, null);
  }

  DrilledTarget running(String withProgram) {
    return new DrilledTarget(
        target, engine, "running", withProgram, 0, 0, 0, null, List.of(), List.of(), 0, null);
  }

  /** With another end than a comparison. */
  DrilledTarget ended(String end, long millis, String reason) {
    return new DrilledTarget(
        target,
        engine,
        end,
        program,
        objects,
        records,
        bytes,
        millis,
        unequal,
        deviations,
        deviationCount,
        reason);
  }

  boolean passed() {
    return state.equals(PASSED);
  }
}
