package io.orchestratex.backup.policy;

import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.schedule.ScheduleAction;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cleanups of a policy, as its schedule orders them. */
@Singleton
final class PolicyCleanup implements ScheduleAction {

  static final String NAME = "policy-cleanup";

  private final PolicyStore policies;
  private final Targets targets;
  private final JobStore store;
  private final InstantSource clock;
  private final Provider<JobWorker> worker;

  PolicyCleanup(
      PolicyStore policies,
      Targets targets,
      JobStore store,
      InstantSource clock,
      Provider<JobWorker> worker) {
    this.policies = policies;
    this.targets = targets;
    this.store = store;
    this.clock = clock;
    this.worker = worker;
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

  @Override
  public String order(Order order) {
    Policy policy = PolicyBackup.policyOf(policies, order.settings());
    return order(policy, order.requestedBy(), order.key());
  }

  /** Orders a cleanup; orders with the same key make one. */
  String order(Policy policy, String by, String key) {
    List<String> of = targets.chosen(policy.definition().targets(), "/targets");
    String id = store.order(CleanupJobRules.of(policy, of, by, key), clock.instant()).id();
    worker.get().wake();
    return id;
  }

  @Override
  public Map<String, String> states(Collection<String> jobs) {
    Map<String, String> states = new HashMap<>();
    // A cleanup is about itself.
    store
        .newestAbout(jobs, CleanupJobRules.KIND)
        .forEach((id, row) -> states.put(id, row.job().state()));
    return states;
  }
}
