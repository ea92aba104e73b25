package io.orchestratex.backup.policy;

import io.orchestratex.backup.copy.CopyJobRules;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.schedule.ScheduleAction;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The copies of a policy that a clock asks for, as its schedules order them. */
@Singleton
final class PolicyArchive implements ScheduleAction {

  static final String NAME = "policy-copies";

  /** The setting that says at which of its times: {@link CopyTimes}. */
  static final String WHEN = "when";

  private final PolicyStore policies;
  private final CopyWatch copies;
  private final JobStore store;

  PolicyArchive(PolicyStore policies, CopyWatch copies, JobStore store) {
    this.policies = policies;
    this.copies = copies;
    this.store = store;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String managedBy(Map<String, Object> settings) {
    return PolicyBackup.keeper(settings);
  }

  @Override
  public List<Failure.FieldError> check(Map<String, Object> settings) {
    return List.of();
  }

  /** The history names the newest of its jobs. */
  @Override
  public String order(Order order) {
    Policy policy = PolicyBackup.policyOf(policies, order.settings());
    CopyTimes times =
        CopyTimes.valueOf(String.valueOf(order.settings().get(WHEN)).toUpperCase(Locale.ROOT));
    return copies.archive(policy, times).stream()
        .max(Comparator.naturalOrder())
        .orElseThrow(() ->
            FailureException.notFound(
                "policy.nothing-to-copy",
                "The policy %s has no backup to copy: for an archive of important ones, mark them (ox backup important ID)."
                    .formatted(policy.name())));
  }

  @Override
  public Map<String, String> states(Collection<String> jobs) {
    return JobStates.of(store, jobs, CopyJobRules.KIND);
  }
}
