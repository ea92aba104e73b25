package io.orchestratex.backup.policy;

import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobResult;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job that removes what the rules of a policy keep no longer: it touches vaults only, so it locks
 * no target. What it removes is told by an event of each backup, when that one goes.
 */
@Singleton
public final class CleanupJobRules implements JobKind {

  /** The kind's name. */
  public static final String KIND = "cleanup";

  static final String MARKING = "marking";
  static final String REMOVING = "removing";

  /** Every backup that was marked is gone or is kept after all. */
  record Cleaned(int removed) implements JobResult {}

  /**
   * The order of a cleanup.
   *
   * @param key orders with the same key make one job; null is no key
   */
  static JobOrder of(Policy policy, List<String> targets, String by, @Nullable String key) {
    return new JobOrder(
        KIND, "", targets, null, by, null, CleanupDetails.of(policy.name()).toJson(), key);
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public String firstPhase() {
    return MARKING;
  }
}
