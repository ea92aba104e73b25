package io.orchestratex.backup.policy;

import io.orchestratex.backup.drill.DrillJobRules;
import io.orchestratex.backup.drill.Drills;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.schedule.ScheduleAction;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The drills of a policy, as its schedule orders them: of the newest good backup. */
@Singleton
final class PolicyDrill implements ScheduleAction {

  static final String NAME = "policy-drill";

  private final PolicyStore policies;
  private final Drills drills;
  private final Targets targets;
  private final JobStore store;

  PolicyDrill(PolicyStore policies, Drills drills, Targets targets, JobStore store) {
    this.policies = policies;
    this.drills = drills;
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

  @Override
  public String order(Order order) {
    Policy policy = PolicyBackup.policyOf(policies, order.settings());
    List<String> of = targets.chosen(policy.definition().targets(), "/targets");
    return drills.orderNewest(of, policy.requester(), order.key());
  }

  @Override
  public Map<String, String> states(Collection<String> jobs) {
    return JobStates.of(store, jobs, DrillJobRules.KIND);
  }
}
