package io.orchestratex.backup.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.schedule.ScheduleAction;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Full backups by schedule. Settings: {@code targets}, ids, all when left out; {@code vault}, the
 * name of one; {@code label}, a text to find the backups by.
 */
@Singleton
final class ScheduledBackup implements ScheduleAction {

  static final String NAME = "full-backup";

  private static final String TARGETS = "targets";
  private static final String LABEL = "label";
  private static final String VAULT = "vault";

  private final Backups backups;
  private final Targets targets;
  private final Vaults vaults;
  private final JobStore store;
  private final ObjectMapper json;

  ScheduledBackup(
      Backups backups, Targets targets, Vaults vaults, JobStore store, ObjectMapper json) {
    this.backups = backups;
    this.targets = targets;
    this.vaults = vaults;
    this.store = store;
    this.json = json;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<FieldError> check(Map<String, Object> settings) {
    List<FieldError> errors = new ArrayList<>();
    settings.forEach((name, value) -> {
      switch (name) {
        case TARGETS -> errors.addAll(wrongTargets(value));
        case VAULT -> errors.addAll(wrongVault(value));
        case LABEL -> {
          if (!(value instanceof String label) || !label.matches(RequestPatterns.LABEL)) {
            errors.add(new FieldError("/settings/label", RequestPatterns.LABEL_MESSAGE));
          }
        }
        default ->
            errors.add(
                new FieldError(
                    "/settings/" + name, "is unknown; expected targets, vault or label"));
      }
    });
    return errors;
  }

  private List<FieldError> wrongTargets(Object value) {
    List<String> named = named(value);
    if (named == null) {
      return List.of(
          new FieldError("/settings/targets", "must be a list of ids of targets, not " + value));
    }
    return errorsOf("/settings/targets", () -> targets.chosen(named, "/settings/targets"));
  }

  private List<FieldError> wrongVault(Object value) {
    return value instanceof String name
        ? errorsOf("/settings/vault", () -> vaults.chosen(name, "/settings/vault"))
        : List.of(new FieldError("/settings/vault", "must be the name of a vault"));
  }

  private static List<FieldError> errorsOf(String pointer, Runnable choice) {
    try {
      choice.run();
      return List.of();
    } catch (FailureException e) {
      return e.failure() instanceof Failure.Invalid invalid
          ? invalid.errors()
          : List.of(new FieldError(pointer, e.failure().detail()));
    }
  }

  /** The ids that a setting names; null when it is no list of texts. */
  private @Nullable List<String> named(Object value) {
    JsonNode list = json.valueToTree(value);
    List<String> ids = new ArrayList<>();
    list.forEach(each -> {
      if (each.isTextual()) {
        ids.add(each.textValue());
      }
    });
    return list.isArray() && ids.size() == list.size() ? ids : null;
  }

  @Override
  public String order(Order order) {
    Object wanted = order.settings().get(TARGETS);
    List<String> named = wanted == null ? null : named(wanted);
    if (wanted != null && named == null) {
      throw FailureException.invalid(
          "backup.target-unknown", "/settings/targets", "must be a list of ids of targets");
    }
    List<String> of = targets.chosen(named, "/settings/targets");
    String vault = vaults.chosen((String) order.settings().get(VAULT), "/settings/vault");
    String label = (String) order.settings().get(LABEL);
    return backups.order(of, Map.of(), vault, label, order.requestedBy(), order.key()).id();
  }

  @Override
  public Map<String, String> states(Collection<String> jobs) {
    Map<String, String> states = new HashMap<>();
    // A backup is about itself.
    store
        .newestAbout(jobs, BackupJobRules.KIND)
        .forEach((id, row) -> states.put(id, row.job().state()));
    return states;
  }
}
