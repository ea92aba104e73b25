package io.orchestratex.backup.drill;

import io.orchestratex.backup.job.JobDetails;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a drill's job keeps beside its state.
 *
 * @param vault the only vault that the backup is read from; null for any that has it
 * @param targets its parts, in their order
 * @param leftOut targets of the backup that cannot be drilled, where all were meant
 * @param verdicts by target, {@code passed} or {@code failed}; targets about which the drill says
 *     nothing are left out. The store asks for these
 */
record DrillDetails(
    @Nullable String vault,
    List<DrilledTarget> targets,
    List<NotDrilled> leftOut,
    Map<String, String> verdicts) {

  DrillDetails {
    targets = targets == null ? List.of() : List.copyOf(targets);
    leftOut = leftOut == null ? List.of() : List.copyOf(leftOut); // Older drills do not say.
    verdicts = verdicts == null ? Map.of() : Map.copyOf(verdicts);
  }

  /** As it is ordered. */
  static DrillDetails ordered(
      @Nullable String vault, List<DrilledTarget> waiting, List<NotDrilled> leftOut) {
    return new DrillDetails(vault, waiting, leftOut, Map.of());
  }

  /** With targets as they are now, and the verdicts that their states are. */
  DrillDetails with(List<DrilledTarget> now) {
    Map<String, String> verdictsNow = new LinkedHashMap<>();
    for (DrilledTarget each : now) {
      if (each.passed() || each.state().equals(DrilledTarget.FAILED)) {
        verdictsNow.put(each.target(), each.state());
      }
    }
    return new DrillDetails(vault, now, leftOut, verdictsNow);
  }

  String toJson() {
    return JobDetails.write(this);
  }

  static DrillDetails fromJson(String json) {
    return JobDetails.read(json, DrillDetails.class);
  }
}
