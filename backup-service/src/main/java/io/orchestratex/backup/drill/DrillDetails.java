package io.orchestratex.backup.drill;

import io.orchestratex.backup.job.JobDetails;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a drill's job keeps beside its state.
 *
 * @param targets its parts, in their order
 * @param verdicts by target, {@code passed} or {@code failed}; targets about which the drill says
 *     nothing are left out. The store asks for these
 */
record DrillDetails(List<DrilledTarget> targets, Map<String, String> verdicts) {

  DrillDetails {
    targets = targets == null ? List.of() : List.copyOf(targets);
    verdicts = verdicts == null ? Map.of() : Map.copyOf(verdicts);
  }

  /** With the verdicts that the targets' states are. */
  static DrillDetails of(List<DrilledTarget> targets) {
    Map<String, String> verdicts = new LinkedHashMap<>();
    for (DrilledTarget each : targets) {
      if (each.passed() || each.state().equals(DrilledTarget.FAILED)) {
        verdicts.put(each.target(), each.state());
      }
    }
    return new DrillDetails(targets, verdicts);
  }

  String toJson() {
    return JobDetails.write(this);
  }

  static DrillDetails fromJson(String json) {
    return JobDetails.read(json, DrillDetails.class);
  }
}
