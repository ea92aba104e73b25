package io.orchestratex.kit.schedule;

import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.postgresql.Postgres;
import io.orchestratex.kit.schedule.ScheduleAction.Order;
import io.orchestratex.kit.schedule.ScheduleRules.Step;
import io.orchestratex.kit.schedule.ScheduleRun.Cause;
import io.orchestratex.kit.schedule.ScheduleRun.Outcome;
import jakarta.inject.Singleton;
import java.io.Serial;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides the due times of a schedule, each in a transaction of its own: what is skipped, the job
 * that is ordered, and the next due time are stored together or not at all. Any number of processes
 * may call it at once.
 */
@Singleton
@Requires(beans = ScheduleAction.class)
final class ScheduleRunner {

  private static final Logger LOG = LoggerFactory.getLogger(ScheduleRunner.class);

  private final Postgres postgres;
  private final ScheduleStore store;
  private final ScheduleSettings settings;
  private final InstantSource clock;
  private final Map<String, ScheduleAction> actions;

  ScheduleRunner(
      Postgres postgres,
      ScheduleStore store,
      ScheduleSettings settings,
      InstantSource clock,
      List<ScheduleAction> actions) {
    this.postgres = postgres;
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.actions =
        actions.stream().collect(Collectors.toMap(ScheduleAction::name, Function.identity()));
  }

  /** The actions of this service by name. */
  Map<String, ScheduleAction> actions() {
    return actions;
  }

  /**
   * Decides every due time that has come.
   *
   * @throws FailureException Unavailable or Busy when one must be tried again later
   */
  void run(String id) {
    boolean more = true;
    while (more) {
      try {
        more = decideNext(id);
      } catch (RefusedOrder refused) {
        fail(id, refused);
      }
    }
  }

  /** When a schedule must be looked at again; empty when never. */
  Optional<Instant> alarmOf(String id) {
    return postgres.inTransaction(sql ->
        store.isAllPaused(sql)
            ? Optional.<Instant>empty()
            : store.find(sql, id).filter(s -> !s.paused()).map(Schedule::nextDue));
  }

  private boolean decideNext(String id) {
    Instant now = clock.instant();
    return postgres.inTransaction(sql -> {
      Schedule schedule = active(sql, id);
      Optional<Step> step =
          schedule == null
              ? Optional.empty()
              : ScheduleRules.decide(schedule, now, settings.missedAfter());
      step.ifPresent(s -> carryOut(sql, schedule, s, now));
      return step.isPresent();
    });
  }

  private @Nullable Schedule active(Handle sql, String id) {
    if (store.isAllPaused(sql)) {
      return null;
    }
    return store.locked(sql, id).filter(schedule -> !schedule.paused()).orElse(null);
  }

  private void carryOut(Handle sql, @Nullable Schedule schedule, Step step, Instant now) {
    if (schedule == null) {
      return;
    }
    step.skipped().forEach(run -> store.record(sql, run));
    Instant due = step.run();
    // A database that was set back may ask again about a due time that has its job.
    if (due != null && !store.isDecided(sql, schedule.id(), due)) {
      String job = order(schedule, due, schedule.requester());
      store.record(
          sql,
          row(schedule, due, Cause.DUE, Outcome.ORDERED, job, null, schedule.requester(), now));
      LOG.atInfo()
          .addKeyValue("schedule", schedule.id())
          .addKeyValue("due", due)
          .addKeyValue("job", job)
          .log("due time ordered a job");
    }
    store.update(sql, step.next());
    store.prune(sql, schedule.id(), now.minus(settings.keepHistory()));
  }

  private String order(Schedule schedule, Instant due, String requestedBy) {
    ScheduleAction action = actions.get(schedule.action());
    if (action == null) {
      throw new RefusedOrder(
          due, "this service has no action " + schedule.action() + ": " + actions.keySet(), null);
    }
    try {
      return action.order(new Order(schedule.id(), due, schedule.settings(), requestedBy));
    } catch (FailureException e) {
      if (e.failure() instanceof Failure.Unavailable || e.failure() instanceof Failure.Busy) {
        throw e;
      }
      throw new RefusedOrder(due, e.failure().detail(), e);
    }
  }

  /** An order that was refused took its transaction with it; the history gets the reason. */
  private void fail(String id, RefusedOrder refused) {
    Instant now = clock.instant();
    LOG.atError()
        .addKeyValue("schedule", id)
        .addKeyValue("due", refused.due)
        .setCause(refused.getCause())
        .log("due time ordered no job: {}", refused.getMessage());
    postgres.inTransaction(sql -> {
      Schedule schedule = active(sql, id);
      Optional<Step> step =
          schedule == null
              ? Optional.empty()
              : ScheduleRules.decide(schedule, now, settings.missedAfter());
      if (schedule != null && step.isPresent() && refused.due.equals(step.get().run())) {
        step.get().skipped().forEach(run -> store.record(sql, run));
        store.record(
            sql,
            row(
                schedule,
                refused.due,
                Cause.DUE,
                Outcome.FAILED,
                null,
                refused.getMessage(),
                schedule.requester(),
                now));
        store.update(sql, step.get().next());
      }
      return true;
    });
  }

  /**
   * Orders now what a due time would order, also of a paused schedule.
   *
   * @throws FailureException NotFound, and whatever the action refuses it with
   */
  ScheduleRun runNow(String id, String by) {
    return postgres.inTransaction(sql -> {
      Schedule schedule = store.locked(sql, id).orElseThrow(() -> Schedules.unknown(id));
      Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
      Instant due = now;
      while (store.isDecided(sql, id, due)) {
        due = due.plus(1, ChronoUnit.MICROS);
      }
      String job;
      try {
        job = order(schedule, due, by);
      } catch (RefusedOrder refused) {
        throw refused.getCause() instanceof FailureException failure
            ? failure
            : FailureException.conflict("schedule.action-unknown", refused.getMessage());
      }
      ScheduleRun run = row(schedule, due, Cause.MANUAL, Outcome.ORDERED, job, null, by, now);
      store.record(sql, run);
      return run;
    });
  }

  private static ScheduleRun row(
      Schedule schedule,
      Instant due,
      Cause cause,
      Outcome outcome,
      @Nullable String job,
      @Nullable String detail,
      String requestedBy,
      Instant now) {
    return new ScheduleRun(
        schedule.id(), due, due, 1, cause, outcome, job, detail, requestedBy, now);
  }

  /** The action does not order what is due, and trying again would not help. */
  private static final class RefusedOrder extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
    private final transient Instant due;

    RefusedOrder(Instant due, String message, @Nullable Throwable cause) {
      super(message, cause);
      this.due = due;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
