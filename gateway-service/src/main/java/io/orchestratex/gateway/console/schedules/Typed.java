package io.orchestratex.gateway.console.schedules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.service.schedule.Schedule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a person typed into the form of a schedule.
 *
 * @param targets of backups; empty for all
 * @param settings of other actions, as JSON
 */
record Typed(
    String id,
    String action,
    String cron,
    String zone,
    String missed,
    String missedLimit,
    boolean paused,
    List<String> targets,
    String label,
    String vault,
    String settings) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String TARGETS = "targets";
  private static final String LABEL = "label";
  private static final String VAULT = "vault";

  Typed {
    targets = List.copyOf(targets);
  }

  /** What a new schedule begins with. */
  static Typed fresh(String zone) {
    return new Typed(
        "", ScheduleViews.BACKUP, "30 2 * * *", zone, "once", "10", false, List.of(), "", "", "{}");
  }

  static Typed of(Schedule schedule) {
    Map<String, Object> settings = schedule.settings();
    return new Typed(
        schedule.id(),
        schedule.action(),
        schedule.cron(),
        schedule.zone(),
        schedule.missed(),
        Integer.toString(schedule.missedLimit()),
        false,
        settings.get(TARGETS) instanceof List<?> named
            ? named.stream().map(String::valueOf).toList()
            : List.of(),
        Objects.toString(settings.get(LABEL), ""),
        Objects.toString(settings.get(VAULT), ""),
        written(settings));
  }

  static Typed of(Form form) {
    return new Typed(
        form.exact("id").strip(),
        form.exact("action").strip(),
        form.exact("cron"),
        form.exact("zone").strip(),
        form.exact("missed"),
        form.exact("missed_limit").strip(),
        form.text("paused") != null,
        form.all("target"),
        form.exact("label").strip(),
        form.exact("vault").strip(),
        form.exact("settings"));
  }

  boolean isBackup() {
    return action.equals(ScheduleViews.BACKUP);
  }

  /** What is wrong with it that the service would not say; null when nothing. */
  @Nullable String problem() {
    if (!missedLimit.isEmpty() && !missedLimit.matches("\\d{1,3}")) {
      return "How many missed runs are made up for must be a number from 1 to 100.";
    }
    try {
      if (!isBackup()) {
        parsed();
      }
      return null;
    } catch (JsonProcessingException e) {
      return "The settings are not a JSON object: " + e.getOriginalMessage();
    }
  }

  /** The body that makes the schedule. */
  Map<String, Object> definition() {
    Map<String, Object> body = changes();
    body.put("id", id);
    body.put("action", action);
    body.put("paused", paused);
    return body;
  }

  /** The body that changes the schedule. */
  Map<String, Object> changes() {
    Map<String, Object> body = new HashMap<>();
    body.put("cron", cron);
    body.put("zone", zone.isEmpty() ? "UTC" : zone);
    body.put("missed", missed);
    if (!missedLimit.isEmpty()) {
      body.put("missed_limit", Integer.valueOf(missedLimit));
    }
    body.put("settings", isBackup() ? ofBackup() : other());
    return body;
  }

  private Map<String, Object> ofBackup() {
    Map<String, Object> of = new HashMap<>();
    if (!targets.isEmpty()) {
      of.put(TARGETS, targets);
    }
    if (!label.isEmpty()) {
      of.put(LABEL, label);
    }
    if (!vault.isEmpty()) {
      of.put(VAULT, vault);
    }
    return of;
  }

  private Map<String, Object> other() {
    try {
      return parsed();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("problem() was not asked", e);
    }
  }

  private Map<String, Object> parsed() throws JsonProcessingException {
    return settings.isBlank() ? Map.of() : JSON.readValue(settings, new TypeReference<>() {});
  }

  private static String written(Map<String, Object> settings) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write what was read", e);
    }
  }
}
