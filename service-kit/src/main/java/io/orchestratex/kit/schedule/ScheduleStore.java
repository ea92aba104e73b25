package io.orchestratex.kit.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The tables of {@code db/schedule}. Each method works in the caller's transaction. Who locks a
 * schedule and the pause of all, locks the pause first.
 */
@Singleton
@Requires(beans = ScheduleAction.class)
final class ScheduleStore {

  private static final TypeReference<Map<String, Object>> SETTINGS = new TypeReference<>() {};

  private final ObjectMapper json;

  ScheduleStore(ObjectMapper json) {
    this.json = json;
  }

  /** Whether all schedules are paused; stays so until the end of the transaction. */
  boolean isAllPaused(Handle sql) {
    return sql.createQuery("SELECT paused FROM schedule_pause FOR SHARE")
        .mapTo(Boolean.class)
        .one();
  }

  /** Pauses all or ends that; false when it was so before. */
  boolean pauseAll(Handle sql, boolean paused, String by, Instant now) {
    return sql.createUpdate(
                """
                UPDATE schedule_pause SET paused = :paused, changed_by = :by, changed_at = :now
                WHERE paused <> :paused\
                """)
            .bind("paused", paused)
            .bind("by", by)
            .bind("now", utc(now))
            .execute()
        == 1;
  }

  Optional<Schedule> find(Handle sql, String id) {
    return one(sql, id, "");
  }

  /** A schedule that no other transaction changes or decides until the end of this one. */
  Optional<Schedule> locked(Handle sql, String id) {
    return one(sql, id, " FOR UPDATE");
  }

  private Optional<Schedule> one(Handle sql, String id, String lock) {
    return sql.createQuery("SELECT * FROM schedules WHERE id = :id" + lock)
        .bind("id", id)
        .map((row, _) -> schedule(row))
        .findOne();
  }

  Page<Schedule> list(Handle sql, PageRequest page) {
    List<Schedule> rows =
        sql.createQuery("SELECT * FROM schedules ORDER BY id LIMIT :limit OFFSET :offset")
            .bind("limit", page.limit())
            .bind("offset", page.offset())
            .map((row, _) -> schedule(row))
            .list();
    long total = sql.createQuery("SELECT count(*) FROM schedules").mapTo(Long.class).one();
    return Page.of(rows, page, total);
  }

  /** Ids of the schedules that are not paused by themselves. */
  List<String> active(Handle sql) {
    return sql.createQuery("SELECT id FROM schedules WHERE NOT paused ORDER BY id")
        .mapTo(String.class)
        .list();
  }

  /** Adds a schedule; false when its id is taken. */
  boolean insert(Handle sql, Schedule schedule) {
    return bind(
                sql.createUpdate(
                    """
                    INSERT INTO schedules (id, action, settings, cron, zone, missed, missed_limit,
                      paused, next_due, created_by, created_at, changed_at, declaration)
                    VALUES (:id, :action, :settings::jsonb, :cron, :zone, :missed, :missedLimit,
                      :paused, :nextDue, :createdBy, :createdAt, :changedAt, :declaration)
                    ON CONFLICT DO NOTHING\
                    """),
                schedule)
            .bind("createdBy", schedule.createdBy())
            .bind("createdAt", utc(schedule.createdAt()))
            .execute()
        == 1;
  }

  void update(Handle sql, Schedule schedule) {
    bind(
            sql.createUpdate(
                """
                UPDATE schedules SET action = :action, settings = :settings::jsonb, cron = :cron,
                  zone = :zone, missed = :missed, missed_limit = :missedLimit, paused = :paused,
                  next_due = :nextDue, changed_at = :changedAt, declaration = :declaration
                WHERE id = :id\
                """),
            schedule)
        .execute();
  }

  private <S extends SqlStatement<S>> S bind(S statement, Schedule schedule) {
    return statement
        .bind("id", schedule.id())
        .bind("action", schedule.action())
        .bind("settings", written(schedule.settings()))
        .bind("cron", schedule.times().cron())
        .bind("zone", schedule.times().zone().getId())
        .bind("missed", schedule.missed().text())
        .bind("missedLimit", schedule.missedLimit())
        .bind("paused", schedule.paused())
        .bind("nextDue", utc(schedule.nextDue()))
        .bind("changedAt", utc(schedule.changedAt()))
        .bind("declaration", schedule.declaration());
  }

  void delete(Handle sql, String id) {
    sql.createUpdate("DELETE FROM schedules WHERE id = :id").bind("id", id).execute();
  }

  /** Adds a row to the history; false when its due time has one. */
  boolean record(Handle sql, ScheduleRun run) {
    return sql.createUpdate(
                """
                INSERT INTO schedule_runs (schedule, due_at, last_due_at, due_times, cause, outcome,
                  job, detail, requested_by, decided_at)
                VALUES (:schedule, :dueAt, :lastDueAt, :dueTimes, :cause, :outcome,
                  :job, :detail, :requestedBy, :decidedAt)
                ON CONFLICT DO NOTHING\
                """)
            .bind("schedule", run.schedule())
            .bind("dueAt", utc(run.dueAt()))
            .bind("lastDueAt", utc(run.lastDueAt()))
            .bind("dueTimes", run.dueTimes())
            .bind("cause", text(run.cause()))
            .bind("outcome", text(run.outcome()))
            .bind("job", run.job())
            .bind("detail", run.detail())
            .bind("requestedBy", run.requestedBy())
            .bind("decidedAt", utc(run.decidedAt()))
            .execute()
        == 1;
  }

  /** Whether a due time was decided. */
  boolean isDecided(Handle sql, String id, Instant dueAt) {
    return sql.createQuery(
            "SELECT EXISTS (SELECT 1 FROM schedule_runs WHERE schedule = :id AND due_at = :dueAt)")
        .bind("id", id)
        .bind("dueAt", utc(dueAt))
        .mapTo(Boolean.class)
        .one();
  }

  /** The history of a schedule, newest first. */
  Page<ScheduleRun> history(Handle sql, String id, PageRequest page) {
    List<ScheduleRun> rows =
        sql.createQuery(
                """
                SELECT * FROM schedule_runs WHERE schedule = :id
                ORDER BY due_at DESC LIMIT :limit OFFSET :offset\
                """)
            .bind("id", id)
            .bind("limit", page.limit())
            .bind("offset", page.offset())
            .map((row, _) -> run(row))
            .list();
    long total =
        sql.createQuery("SELECT count(*) FROM schedule_runs WHERE schedule = :id")
            .bind("id", id)
            .mapTo(Long.class)
            .one();
    return Page.of(rows, page, total);
  }

  /** The newest row of each schedule's history. */
  Map<String, ScheduleRun> last(Handle sql, Collection<String> ids) {
    Map<String, ScheduleRun> last = new HashMap<>();
    sql.createQuery(
            """
            SELECT DISTINCT ON (schedule) * FROM schedule_runs
            WHERE schedule = ANY(:ids) ORDER BY schedule, due_at DESC\
            """)
        .bindArray("ids", String.class, ids)
        .map((row, _) -> run(row))
        .forEach(run -> last.put(run.schedule(), run));
    return last;
  }

  /** Forgets what was decided before a moment. */
  void prune(Handle sql, String id, Instant before) {
    sql.createUpdate("DELETE FROM schedule_runs WHERE schedule = :id AND decided_at < :before")
        .bind("id", id)
        .bind("before", utc(before))
        .execute();
  }

  /**
   * Active schedules that have no alarm, or one that comes after their due time.
   *
   * @param soon until when an alarm may come later: a due time that is tried again
   */
  Map<String, Instant> withoutAlarm(Handle sql, Instant soon) {
    Map<String, Instant> missing = new HashMap<>();
    sql.createQuery(
            """
            SELECT s.id, s.next_due FROM schedules s
            LEFT JOIN schedule_alarms a ON a.task_name = :task AND a.task_instance = s.id
            WHERE NOT s.paused AND s.next_due IS NOT NULL
              AND NOT (SELECT paused FROM schedule_pause)
              AND (a.task_instance IS NULL OR (NOT a.picked AND a.execution_time > GREATEST(s.next_due, :soon)))\
            """)
        .bind("task", ScheduleAlarms.TASK)
        .bind("soon", utc(soon))
        .map((row, _) -> Map.entry(row.getString("id"), moment(row, "next_due")))
        .forEach(each -> missing.put(each.getKey(), each.getValue()));
    return missing;
  }

  private Schedule schedule(ResultSet row) throws SQLException {
    return new Schedule(
        row.getString("id"),
        row.getString("action"),
        read(row.getString("settings")),
        CronTimes.of(row.getString("cron"), ZoneId.of(row.getString("zone"))),
        MissedRuns.of(row.getString("missed")),
        row.getInt("missed_limit"),
        row.getBoolean("paused"),
        instant(row, "next_due"),
        row.getString("created_by"),
        moment(row, "created_at"),
        moment(row, "changed_at"),
        row.getString("declaration"));
  }

  private static ScheduleRun run(ResultSet row) throws SQLException {
    return new ScheduleRun(
        row.getString("schedule"),
        moment(row, "due_at"),
        moment(row, "last_due_at"),
        row.getLong("due_times"),
        ScheduleRun.Cause.valueOf(row.getString("cause").toUpperCase(Locale.ROOT)),
        ScheduleRun.Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
        row.getString("job"),
        row.getString("detail"),
        row.getString("requested_by"),
        moment(row, "decided_at"));
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static Instant moment(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private String written(Map<String, Object> settings) {
    try {
      return json.writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("settings that cannot be written", e);
    }
  }

  private Map<String, Object> read(String settings) {
    try {
      return json.readValue(settings, SETTINGS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the settings of a schedule cannot be read", e);
    }
  }
}
