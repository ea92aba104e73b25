package io.orchestratex.kit.schedule;

import io.micronaut.context.annotation.Requires;
import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.postgresql.Postgres;
import io.orchestratex.kit.readiness.StoreReady;
import io.orchestratex.kit.schedule.ScheduleRules.Step;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schedules of this service: made, changed, paused, resumed, and what came of them. */
@Singleton
@Requires(beans = ScheduleAction.class)
final class Schedules {

  private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

  private final Postgres postgres;
  private final ScheduleStore store;
  private final ScheduleRunner runner;
  private final ScheduleAlarms alarms;
  private final InstantSource clock;
  private final List<DeclaredSchedule> declared;

  Schedules(
      Postgres postgres,
      ScheduleStore store,
      ScheduleRunner runner,
      ScheduleAlarms alarms,
      InstantSource clock,
      List<DeclaredSchedule> declared) {
    this.postgres = postgres;
    this.store = store;
    this.runner = runner;
    this.alarms = alarms;
    this.clock = clock;
    this.declared = declared;
  }

  /** A schedule together with what a caller wants to see beside it. */
  record Shown(
      Schedule schedule,
      boolean allPaused,
      @Nullable ScheduleRun last,
      @Nullable String jobState) {}

  static FailureException unknown(String id) {
    return FailureException.notFound(
        "schedule.unknown", "There is no schedule " + id + "; list those there are.");
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    if (ready.engine().equals(StoreReady.POSTGRESQL)) {
      declared.forEach(this::declare);
      alarms.start();
    }
  }

  /** The actions of this service by name. */
  Map<String, ScheduleAction> actions() {
    return runner.actions();
  }

  private void declare(DeclaredSchedule each) {
    Instant now = clock.instant();
    Schedule wanted =
        new Schedule(
            each.id(),
            each.action(),
            each.settings(),
            each.times(),
            each.missed(),
            ScheduleDefinition.DEFAULT_LIMIT,
            !each.enabled(),
            each.times().after(now).orElse(null),
            "service",
            now,
            now,
            text(each));
    boolean changed =
        postgres.inTransaction(sql -> {
          Optional<Schedule> known = store.locked(sql, each.id());
          if (known.isEmpty()) {
            return store.insert(sql, wanted);
          }
          if (Objects.equals(known.get().declaration(), wanted.declaration())) {
            return false;
          }
          store.update(sql, wanted);
          return true;
        });
    if (changed) {
      LOG.atInfo()
          .addKeyValue("schedule", each.id())
          .addKeyValue("times", each.times())
          .addKeyValue("enabled", each.enabled())
          .log("schedule defined by the settings");
    }
  }

  private static String text(DeclaredSchedule each) {
    return String.join(
        "; ",
        each.action(),
        new TreeMap<>(each.settings()).toString(),
        each.times().toString(),
        each.missed().text(),
        each.enabled() ? "enabled" : "disabled");
  }

  Page<Shown> list(PageRequest page) {
    return postgres.inTransaction(sql -> {
      Page<Schedule> found = store.list(sql, page);
      return new Page<>(shown(sql, found.items()), found.paging());
    });
  }

  Shown get(String id) {
    return postgres.inTransaction(sql -> shown(sql, id));
  }

  private Shown shown(Handle sql, String id) {
    Schedule schedule = store.find(sql, id).orElseThrow(() -> unknown(id));
    return shown(sql, List.of(schedule)).getFirst();
  }

  private List<Shown> shown(Handle sql, List<Schedule> schedules) {
    boolean allPaused = store.isAllPaused(sql);
    Map<String, ScheduleRun> last = store.last(sql, schedules.stream().map(Schedule::id).toList());
    return schedules.stream()
        .map(schedule -> {
          ScheduleRun run = last.get(schedule.id());
          return new Shown(schedule, allPaused, run, stateOf(schedule, run));
        })
        .toList();
  }

  private @Nullable String stateOf(Schedule schedule, @Nullable ScheduleRun run) {
    return run == null || run.job() == null
        ? null
        : statesOf(schedule, List.of(run.job())).get(run.job());
  }

  private Map<String, String> statesOf(Schedule schedule, Collection<String> jobs) {
    ScheduleAction action = actions().get(schedule.action());
    return action == null || jobs.isEmpty() ? Map.of() : action.states(jobs);
  }

  /** Makes a schedule. */
  Shown create(String id, ScheduleDefinition definition, boolean paused, String by) {
    Instant now = clock.instant();
    Schedule schedule = definition.schedule(id, paused, by, now);
    Shown made =
        postgres.inTransaction(sql -> {
          if (!store.insert(sql, schedule)) {
            throw FailureException.conflict(
                "schedule.exists",
                "There is a schedule " + id + " already; change it or delete it.");
          }
          return shown(sql, id);
        });
    setAlarm(id);
    return made;
  }

  /** Changes a schedule; its due times that have not come yet are those of the new definition. */
  Shown change(String id, UnaryOperator<ScheduleDefinition> change) {
    Shown changed =
        postgres.inTransaction(sql -> {
          Schedule before = store.locked(sql, id).orElseThrow(() -> unknown(id));
          requireOpen(before);
          store.update(
              sql, change.apply(ScheduleDefinition.of(before)).changed(before, clock.instant()));
          return shown(sql, id);
        });
    setAlarm(id);
    return changed;
  }

  void delete(String id) {
    postgres.inTransaction(sql -> {
      Schedule schedule = store.locked(sql, id).orElseThrow(() -> unknown(id));
      if (declared.stream().anyMatch(each -> each.id().equals(id))) {
        throw FailureException.conflict(
            "schedule.declared",
            "Schedule " + schedule.id() + " is defined by the settings of the service; pause it.");
      }
      requireOpen(schedule);
      store.delete(sql, id);
      return true;
    });
  }

  private void requireOpen(Schedule schedule) {
    ScheduleAction action = actions().get(schedule.action());
    String manager = action == null ? null : action.managedBy(schedule.settings());
    if (manager != null) {
      throw FailureException.conflict(
          "schedule.managed",
          "Schedule %s is kept by %s: change or delete that, or pause the schedule."
              .formatted(schedule.id(), manager));
    }
  }

  /**
   * Makes or changes a schedule that a feature of the service keeps; it stays paused if it was.
   *
   * @throws FailureException Conflict when a caller's schedule has the id
   */
  void keep(String id, ScheduleDefinition definition, String by) {
    Instant now = clock.instant();
    postgres.inTransaction(sql -> {
      Optional<Schedule> before = store.locked(sql, id);
      if (before.isPresent() && !before.get().action().equals(definition.action())) {
        throw FailureException.conflict(
            "schedule.exists",
            "There is a schedule %s already, which orders %s; delete it or choose another name."
                .formatted(id, before.get().action()));
      }
      if (before.isPresent()) {
        store.update(sql, definition.changed(before.get(), now));
      } else {
        store.insert(sql, definition.schedule(id, false, by, now));
      }
      return true;
    });
  }

  /** Removes a schedule that a feature of the service kept, if it is there. */
  void drop(String id) {
    postgres.inTransaction(sql -> {
      store.delete(sql, id);
      return true;
    });
  }

  /** Sets the alarm of a schedule that was kept, once that is committed. */
  void ring(String id) {
    setAlarm(id);
  }

  /** Whether all are paused. */
  boolean isAllPaused() {
    return postgres.inTransaction(store::isAllPaused);
  }

  /** Which of these schedules are paused by themselves. */
  List<String> paused(Collection<String> ids) {
    return postgres.inTransaction(sql ->
        ids.stream()
            .filter(id -> store.find(sql, id).filter(Schedule::paused).isPresent())
            .toList());
  }

  /** Pauses a schedule; what becomes due meanwhile is skipped. */
  Shown pause(String id) {
    return postgres.inTransaction(sql -> {
      Schedule schedule = store.locked(sql, id).orElseThrow(() -> unknown(id));
      store.update(sql, schedule.pausedIs(true, clock.instant()));
      return shown(sql, id);
    });
  }

  /** Ends the pause of a schedule. */
  Shown resume(String id) {
    Shown resumed =
        postgres.inTransaction(sql -> {
          boolean allPaused = store.isAllPaused(sql);
          Schedule schedule = store.locked(sql, id).orElseThrow(() -> unknown(id));
          if (schedule.paused()) {
            Instant now = clock.instant();
            Schedule active = schedule.pausedIs(false, now);
            // While all are paused, what becomes due is skipped when that ends.
            resume(sql, active, allPaused ? Optional.empty() : Optional.of(now));
          }
          return shown(sql, id);
        });
    setAlarm(id);
    return resumed;
  }

  private void resume(Handle sql, Schedule schedule, Optional<Instant> at) {
    Schedule next = schedule;
    if (at.isPresent()) {
      Step step = ScheduleRules.resume(schedule, at.get());
      step.skipped().forEach(run -> store.record(sql, run));
      next = step.next();
    }
    store.update(sql, next);
  }

  /** Pauses all schedules; each keeps whether it is paused by itself. */
  void pauseAll(String by) {
    postgres.inTransaction(sql -> store.pauseAll(sql, true, by, clock.instant()));
  }

  /** Ends the pause of all; those that are paused by themselves stay so. */
  void resumeAll(String by) {
    Instant now = clock.instant();
    List<String> resumed =
        postgres.inTransaction(sql -> {
          if (!store.pauseAll(sql, false, by, now)) {
            return List.<String>of();
          }
          List<String> active = store.active(sql);
          active.forEach(
              id -> store.locked(sql, id).ifPresent(s -> resume(sql, s, Optional.of(now))));
          return active;
        });
    resumed.forEach(this::setAlarm);
  }

  /** Orders now what a due time would order. */
  ScheduleRun runNow(String id, String by) {
    return runner.runNow(id, by);
  }

  /** A page of a schedule's history, newest first, and the states of its jobs. */
  History history(String id, PageRequest page) {
    return postgres.inTransaction(sql -> {
      Schedule schedule = store.find(sql, id).orElseThrow(() -> unknown(id));
      Page<ScheduleRun> runs = store.history(sql, id, page);
      List<String> jobs =
          runs.items().stream().map(ScheduleRun::job).filter(Objects::nonNull).toList();
      return new History(schedule, runs, new HashMap<>(statesOf(schedule, jobs)));
    });
  }

  record History(Schedule schedule, Page<ScheduleRun> runs, Map<String, String> jobStates) {}

  private void setAlarm(String id) {
    runner.alarmOf(id).ifPresent(at -> alarms.set(id, at));
    alarms.wake();
  }
}
