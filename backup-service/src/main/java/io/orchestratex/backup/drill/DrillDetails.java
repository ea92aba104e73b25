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
 * @param verdicts by target, {@code passed} or {@code failed}; targets about which the drill says
 *     nothing are left out. The store asks for these
 */
record DrillDetails(
    @Nullable String vault, List<DrilledTarget> targets, Map<String, String> verdicts) {

  DrillDetails {
    targets = targets == null ? List.of() : List.copyOf(targets);
    verdicts = verdicts == null ? Map.of() : Map.copyOf(verdicts);
  }

  /** With the verdicts that the targets' states are. */
  static DrillDetails of(@Nullable String vault, List<DrilledTarget> targets) {
    Map<String, String> verdicts = new LinkedHashMap<>();
    for (DrilledTarget each : targets) {
      if (each.passed() || each.state().equals(DrilledTarget.FAILED)) {
        verdicts.put(each.target(), each.state());
      }
    }
    return new DrillDetails(vault, targets, verdicts);
  }

  String toJson() {
    return JobDetails.write(this);
  }

  static DrillDetails fromJson(String json) {
    return JobDetails.read(json, DrillDetails.class);
  }
}
