package io.orchestratex.kit.schedule;

import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a schedule does and when, as a caller writes it. */
record ScheduleDefinition(
    String action,
    Map<String, Object> settings,
    String cron,
    String zone,
    String missed,
    int missedLimit) {

  static final int DEFAULT_LIMIT = 10;

  ScheduleDefinition {
    settings = Map.copyOf(settings);
  }

  static ScheduleDefinition of(Schedule schedule) {
    return new ScheduleDefinition(
        schedule.action(),
        schedule.settings(),
        schedule.times().cron(),
        schedule.times().zone().getId(),
        schedule.missed().text(),
        schedule.missedLimit());
  }

  /**
   * Passes a definition that can be carried out.
   *
   * @throws FailureException Invalid with each field that is wrong
   */
  ScheduleDefinition checked(Map<String, ScheduleAction> actions, Instant now) {
    List<FieldError> errors = new ArrayList<>();
    ScheduleAction known = actions.get(action);
    if (known == null) {
      errors.add(new FieldError("/action", "is unknown; expected one of " + open(actions)));
    } else if (known.managedBy(Map.of()) != null) {
      errors.add(
          new FieldError(
              "/action",
              "is ordered by %s, which makes its schedule; expected one of %s"
                  .formatted(known.managedBy(Map.of()), open(actions))));
    } else {
      errors.addAll(known.check(settings));
    }
    ZoneNames.error("/zone", zone).ifPresent(errors::add);
    String wrong = wrongCron(now);
    if (wrong != null) {
      errors.add(new FieldError("/cron", wrong));
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("schedule.invalid", errors);
    }
    return this;
  }

  /** Names of the actions that callers make schedules of. */
  private static List<String> open(Map<String, ScheduleAction> actions) {
    return actions.values().stream()
        .filter(each -> each.managedBy(Map.of()) == null)
        .map(ScheduleAction::name)
        .sorted()
        .toList();
  }

  private @Nullable String wrongCron(Instant now) {
    try {
      CronTimes times = CronTimes.of(cron, ZoneId.of("UTC"));
      return times.after(now).isPresent() ? null : "names a time that never comes";
    } catch (IllegalArgumentException e) {
      return "is not a cron expression; expected minute, hour, day of month, month and day of week,"
          + " such as 30 2 * * 1-5: "
          + e.getMessage();
    }
  }

  private CronTimes times() {
    return CronTimes.of(cron, ZoneId.of(zone));
  }

  /** A new schedule. */
  Schedule schedule(String id, boolean paused, String by, Instant now) {
    return new Schedule(
        id,
        action,
        settings,
        times(),
        MissedRuns.of(missed),
        missedLimit,
        paused,
        times().after(now).orElse(null),
        by,
        now,
        now,
        null);
  }

  /** A schedule by this definition; one whose times stay keeps the due times that have come. */
  Schedule changed(Schedule before, Instant now) {
    CronTimes times = times();
    return new Schedule(
        before.id(),
        action,
        settings,
        times,
        MissedRuns.of(missed),
        missedLimit,
        before.paused(),
        times.equals(before.times()) ? before.nextDue() : times.after(now).orElse(null),
        before.createdBy(),
        before.createdAt(),
        now,
        before.declaration());
  }
}
