package io.orchestratex.backup.policy;

import io.orchestratex.backup.capture.BackupJobRules;
import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.schedule.ScheduleAction;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The backups of a policy, as its schedule orders them. */
@Singleton
final class PolicyBackup implements ScheduleAction {

  static final String NAME = "policy-backup";

  /** The setting of a policy's schedules: its name. */
  static final String POLICY = "policy";

  private final PolicyStore policies;
  private final Backups backups;
  private final Targets targets;
  private final JobStore store;

  PolicyBackup(PolicyStore policies, Backups backups, Targets targets, JobStore store) {
    this.policies = policies;
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
    return keeper(settings);
  }

  static String keeper(Map<String, Object> settings) {
    Object policy = settings.get(POLICY);
    return policy == null ? "a backup policy" : "the backup policy " + policy;
  }

  @Override
  public List<FieldError> check(Map<String, Object> settings) {
    return List.of();
  }

  /** In the name of the policy, also when a person asks for the run: it is the policy's backup. */
  @Override
  public String order(Order order) {
    return order(policyOf(policies, order.settings()), order.key());
  }

  /**
   * Orders a backup of a policy.
   *
   * @param key names the order: a second one makes no second backup
   */
  String order(Policy policy, @Nullable String key) {
    PolicyDefinition definition = policy.definition();
    List<String> of = targets.chosen(definition.targets(), "/targets");
    return backups
        .order(
            of,
            definition.users() ? targets.withUsers(of) : Map.of(),
            definition.vault(),
            policy.name(),
            policy.requester(),
            key)
        .id();
  }

  static Policy policyOf(PolicyStore from, Map<String, Object> settings) {
    return from.find(String.valueOf(settings.get(POLICY)))
        .orElseThrow(() ->
            FailureException.notFound(
                "policy.unknown", "There is no policy " + settings.get(POLICY) + "."));
  }

  @Override
  public Map<String, String> states(Collection<String> jobs) {
    Map<String, String> states = new HashMap<>();
    store
        .newestAbout(jobs, BackupJobRules.KIND)
        .forEach((id, row) -> states.put(id, row.job().state()));
    return states;
  }
}
