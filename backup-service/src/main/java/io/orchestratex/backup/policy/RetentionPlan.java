package io.orchestratex.backup.policy;

import io.orchestratex.backup.policy.Retention.Decision;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a cleanup of a policy would do.
 *
 * @param lines each backup that the policy covers, newest first, once for every vault that it is in
 * @param blocked why nothing is removed although something could go; null when it is removed
 */
record RetentionPlan(Policy policy, Instant at, List<Line> lines, @Nullable String blocked) {

  RetentionPlan {
    lines = List.copyOf(lines);
  }

  /** One backup and what becomes of it. */
  record Line(CatalogEntry entry, Decision decision) {}

  List<Line> going() {
    return lines.stream().filter(line -> !line.decision().isKept()).toList();
  }

  long freedBytes() {
    return going().stream().mapToLong(line -> line.entry().candidate().storedBytes()).sum();
  }
}
