package io.orchestratex.backup.policy;

import io.orchestratex.backup.drill.LastDrill;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Whether the drills are there that a policy promises. */
final class DrillOverdueRules {

  /** A drill may take so long, and wait so long for others, before it is missed. */
  static final Duration GRACE = Duration.ofHours(6);

  private DrillOverdueRules() {}

  /**
   * The targets whose last drill is too old. A policy promises nothing for the time before it was
   * made or changed, and drills that are due more seldom than the setting says may be older.
   *
   * @param last by target, its last drill with a verdict; targets without one are left out
   * @param maxAge how old a drill may get by the settings
   */
  static List<LateDrill> late(
      Policy policy,
      Collection<String> targets,
      Map<String, LastDrill> last,
      Duration maxAge,
      Instant now) {
    Often often = policy.definition().drill();
    if (often == Often.NEVER) {
      return List.of();
    }
    Instant due = now.minus(limit(often, maxAge));
    if (due.isBefore(policy.changedAt())) {
      return List.of();
    }
    return targets.stream()
        .filter(target -> last.get(target) == null || last.get(target).finishedAt().isBefore(due))
        .sorted()
        .map(target -> new LateDrill(target, due, last.get(target)))
        .toList();
  }

  private static Duration limit(Often often, Duration maxAge) {
    Duration between = Duration.ofDays(often.days());
    return (between.compareTo(maxAge) > 0 ? between : maxAge).plus(GRACE);
  }
}
