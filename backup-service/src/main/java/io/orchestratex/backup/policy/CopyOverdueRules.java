package io.orchestratex.backup.policy;

import io.orchestratex.backup.copy.Copy;
import io.orchestratex.backup.copy.CopyRules;
import io.orchestratex.backup.copy.LateCopies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether the copies are there that a policy promises. */
final class CopyOverdueRules {

  private CopyOverdueRules() {}

  /**
   * The vaults that miss copies for too long.
   *
   * @param wanted the copies of the policy that are to be made
   * @param allowed how long after it was wanted a copy may be missing
   */
  static List<LateCopies> late(List<Copy> wanted, Duration allowed, Instant now) {
    Map<String, List<Copy>> late = new TreeMap<>();
    for (Copy copy : wanted) {
      if (CopyRules.isOutstanding(copy) && now.isAfter(copy.orderedAt().plus(allowed))) {
        late.computeIfAbsent(copy.vault(), _ -> new ArrayList<>()).add(copy);
      }
    }
    return late.values().stream().map(copies -> of(copies, allowed)).toList();
  }

  private static LateCopies of(List<Copy> copies, Duration allowed) {
    Copy oldest =
        copies.stream()
            .min(Comparator.comparing(Copy::orderedAt).thenComparing(Copy::backup))
            .orElseThrow();
    String count = copies.size() == 1 ? "One copy is" : copies.size() + " copies are";
    String why = CopyRules.problem(oldest);
    return new LateCopies(
        oldest.vault(),
        copies.size(),
        oldest.backup(),
        oldest.orderedAt().plus(allowed),
        "%s missing. %s".formatted(count, why == null ? "It is being made." : why));
  }
}
