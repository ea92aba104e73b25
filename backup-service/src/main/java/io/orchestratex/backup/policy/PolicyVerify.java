package io.orchestratex.backup.policy;

import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.capture.VerifyJobRules;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.policy.Candidate.Health;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.schedule.ScheduleAction;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Checks of all backups of a policy, as its schedule orders them: one job for each, newest first.
 */
@Singleton
final class PolicyVerify implements ScheduleAction {

  static final String NAME = "policy-verify";

  private final PolicyStore policies;
  private final PolicyCatalog catalog;
  private final Backups backups;
  private final Targets targets;
  private final JobStore store;

  PolicyVerify(
      PolicyStore policies,
      PolicyCatalog catalog,
      Backups backups,
      Targets targets,
      JobStore store) {
    this.policies = policies;
    this.catalog = catalog;
    this.backups = backups;
    this.targets = targets;
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
  public List<FieldError> check(Map<String, Object> settings) {
    return List.of();
  }

  /** The history names the check of the newest backup. */
  @Override
  public String order(Order order) {
    Policy policy = PolicyBackup.policyOf(policies, order.settings());
    List<String> all = targets.all().stream().map(each -> each.target().id()).toList();
    List<String> ordered =
        catalog.entries().stream()
            .filter(CatalogEntry::home) // A check reads all copies as well.
            .filter(entry -> entry.candidate().health() != Health.RUNNING)
            .filter(entry -> policy.covers(entry, all))
            .sorted(
                Comparator.comparing((CatalogEntry entry) -> entry.candidate().takenAt())
                    .reversed())
            .map(entry ->
                backups.orderCheck(
                    entry.candidate().id(),
                    policy.requester(),
                    order.key() + " " + entry.candidate().id()))
            .toList();
    return ordered.stream()
        .findFirst()
        .orElseThrow(() ->
            FailureException.notFound(
                "policy.nothing-to-check",
                "The policy " + policy.name() + " has no backup that could be checked."));
  }

  @Override
  public Map<String, String> states(Collection<String> jobs) {
    return JobStates.of(store, jobs, VerifyJobRules.KIND);
  }
}
