package io.orchestratex.kit.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.micronaut.context.annotation.Requires;
import io.micronaut.jdbc.DataSourceResolver;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Wakes one process when a schedule is due: db-scheduler with one execution for each schedule. What
 * is due, the schedule's own row says; an alarm that got lost or comes too late, because a process
 * died between the two, is set again within {@link #MEND_EVERY}.
 */
@Singleton
@Requires(beans = ScheduleAction.class)
final class ScheduleAlarms {

  /** db-scheduler's name of the executions, one instance for each schedule. */
  static final String TASK = "schedule";

  private static final String MENDING = "schedule-alarms";
  private static final Duration MEND_EVERY = Duration.ofSeconds(10);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(3);
  private static final int THREADS = 2;

  private final DataSource pool;
  private final Postgres postgres;
  private final ScheduleStore store;
  private final ScheduleRunner runner;
  private final ScheduleSettings settings;
  private final InstantSource clock;
  private volatile @Nullable Scheduler scheduler;

  ScheduleAlarms(
      DataSource dataSource,
      DataSourceResolver resolver,
      Postgres postgres,
      ScheduleStore store,
      ScheduleRunner runner,
      ScheduleSettings settings,
      InstantSource clock) {
    this.pool = resolver.resolve(dataSource);
    this.postgres = postgres;
    this.store = store;
    this.runner = runner;
    this.settings = settings;
    this.clock = clock;
  }

  /** Begins to watch, once the tables are in place. */
  synchronized void start() {
    if (scheduler == null) {
      Scheduler started = scheduler();
      started.start();
      scheduler = started;
      mend();
    }
  }

  private Scheduler scheduler() {
    return Scheduler.create(pool, List.of(task()))
        .startTasks(mending())
        .tableName("schedule_alarms")
        .schedulerName(new SchedulerName.Fixed(UUID.randomUUID().toString()))
        .jdbcCustomization(new PostgreSqlJdbcCustomization(false, true))
        .clock(clock::instant)
        .threads(THREADS)
        .pollingInterval(settings.poll())
        .heartbeatInterval(settings.heartbeat())
        .missedHeartbeatsLimit(ScheduleSettings.MISSED_HEARTBEATS)
        .shutdownMaxWait(STOP_WITHIN)
        .build();
  }

  private CustomTask<Void> task() {
    return Tasks.custom(TASK, Void.class)
        .onFailure(
            (failed, alarm) -> alarm.reschedule(failed, clock.instant().plus(settings.retry())))
        .onDeadExecution(this::atOnce)
        .execute((due, _) -> {
          runner.run(due.getId());
          return this::setNext;
        });
  }

  /** Runs in one process at a time, by the same clock as everything else. */
  private CustomTask<Void> mending() {
    return Tasks.custom(MENDING, Void.class)
        .scheduleOnStartup(MENDING, null, Function.identity())
        .onFailure(
            (failed, alarm) -> alarm.reschedule(failed, clock.instant().plus(settings.retry())))
        .onDeadExecution(this::atOnce)
        .execute((_, _) -> {
          mend();
          return (done, alarm) -> alarm.reschedule(done, clock.instant().plus(MEND_EVERY));
        });
  }

  private <T> void atOnce(ExecutionComplete dead, ExecutionOperations<T> alarm) {
    alarm.reschedule(dead, clock.instant());
  }

  private void setNext(ExecutionComplete done, ExecutionOperations<Void> alarm) {
    runner
        .alarmOf(done.getExecution().taskInstance.getId())
        .ifPresentOrElse(next -> alarm.reschedule(done, next), alarm::stop);
  }

  /** Sets the alarms that are missing or late. */
  private void mend() {
    Instant soon = clock.instant().plus(settings.retry());
    postgres.inTransaction(sql -> store.withoutAlarm(sql, soon)).forEach(this::set);
  }

  /** Sets the alarm of a schedule whose due time has changed; one that is ringing sets itself. */
  void set(String id, Instant at) {
    Scheduler started = scheduler;
    if (started == null) {
      return; // Another process sets it, or this one when it starts.
    }
    SchedulableInstance<Void> alarm = SchedulableInstance.of(new TaskInstance<>(TASK, id), at);
    if (!started.scheduleIfNotExists(alarm)) {
      try {
        started.reschedule(alarm);
      } catch (TaskInstanceCurrentlyExecutingException | TaskInstanceNotFoundException e) {
        // It has just rung: its process asks for the due time when it has ended.
      }
    }
  }

  /** Looks for due times at once. */
  void wake() {
    Scheduler started = scheduler;
    if (started != null) {
      started.triggerCheckForDueExecutions();
    }
  }

  @PreDestroy
  void stop() {
    Scheduler started = scheduler;
    scheduler = null;
    if (started != null) {
      started.stop();
    }
  }
}
