package io.orchestratex.backup.policy;

import io.orchestratex.backup.drill.LastDrill;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A target whose last drill is older than a policy promises.
 *
 * @param dueAt when a newer one should have ended at the latest
 * @param last the last one; null when there is none
 */
public record LateDrill(String target, Instant dueAt, @Nullable LastDrill last) {

  /** Why it is overdue, for a person. */
  public String reason() {
    return last == null
        ? "No backup of it was ever restored by a drill."
        : "The last drill, %s, %s at %s."
            .formatted(last.drill(), last.passed() ? "passed" : "failed", last.finishedAt());
  }
}
