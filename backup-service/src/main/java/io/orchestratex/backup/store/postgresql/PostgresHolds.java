package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.hold.Hold;
import io.orchestratex.backup.hold.Holds;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The tables {@code backup_holds} and {@code backup_removals}. */
@Singleton
final class PostgresHolds implements Holds {

  private final Postgres postgres;
  private final JobStore jobs;

  PostgresHolds(Postgres postgres, JobStore jobs) {
    this.postgres = postgres;
    this.jobs = jobs;
  }

  @Override
  public Hold hold(String backup, String reason, String by, Instant now) {
    return postgres.inTransaction(sql -> {
      if (!lock(sql, backup) || isBegun(sql, backup)) {
        throw FailureException.conflict(
            "backup.being-removed", "Backup " + backup + " is being removed.");
      }
      unmarked(sql, backup);
      return sql.createQuery(
              """
              INSERT INTO backup_holds (backup, reason, held_by, held_at)
              VALUES (:backup, :reason, :by, :now)
              ON CONFLICT (backup) DO UPDATE SET reason = :reason, held_by = :by, held_at = :now
              RETURNING reason, held_by, held_at\
              """)
          .bind("backup", backup)
          .bind("reason", reason)
          .bind("by", by)
          .bind("now", now)
          .map((row, _) -> hold(row))
          .one();
    });
  }

  /** Whether there is a backup of this id, which nobody else holds or removes meanwhile. */
  private static boolean lock(Handle sql, String backup) {
    return sql.createQuery("SELECT id FROM jobs WHERE id = :backup FOR UPDATE")
        .bind("backup", backup)
        .mapTo(String.class)
        .findOne()
        .isPresent();
  }

  private static Hold hold(ResultSet row) throws SQLException {
    return new Hold(
        row.getString("reason"), row.getString("held_by"), row.getTimestamp("held_at").toInstant());
  }

  @Override
  public boolean release(String backup) {
    return postgres.inTransaction(sql ->
        sql.createUpdate("DELETE FROM backup_holds WHERE backup = :backup")
                .bind("backup", backup)
                .execute()
            == 1);
  }

  @Override
  public Map<String, Hold> of(Collection<String> backups) {
    return postgres.inTransaction(sql -> held(sql, backups));
  }

  private static Map<String, Hold> held(Handle sql, Collection<String> backups) {
    return sql
        .createQuery("SELECT * FROM backup_holds WHERE backup = ANY(:backups)")
        .bindArray("backups", String.class, backups)
        .map((row, _) -> Map.entry(row.getString("backup"), hold(row)))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public Optional<Failure> mark(String backup, String by, Instant now) {
    return removal(backup, by, false, now);
  }

  @Override
  public Optional<Failure> begin(String backup, String by, Instant now) {
    return removal(backup, by, true, now);
  }

  /** A removal that has begun stays so: its files may be gone already. */
  private Optional<Failure> removal(String backup, String by, boolean begun, Instant now) {
    return postgres.inTransaction(sql -> {
      if (!lock(sql, backup)) {
        return Optional.of(
            new Failure.NotFound("backup.unknown", "There is no backup " + backup + "."));
      }
      Optional<Failure> refusal = refusal(sql, backup);
      if (refusal.isPresent()) {
        return refusal;
      }
      sql.createUpdate(
              """
              INSERT INTO backup_removals (backup, marked_by, begun, marked_at)
              VALUES (:backup, :by, :begun, :now)
              ON CONFLICT (backup) DO UPDATE SET marked_by = :by,
                begun = backup_removals.begun OR :begun, marked_at = :now\
              """)
          .bind("backup", backup)
          .bind("by", by)
          .bind("begun", begun)
          .bind("now", now)
          .execute();
      return Optional.empty();
    });
  }

  private Optional<Failure> refusal(Handle sql, String backup) {
    Hold hold = held(sql, List.of(backup)).get(backup);
    if (hold != null) {
      return Optional.of(
          new Failure.Conflict(
              "backup.held",
              "Backup %s is held by %s: %s; release it before it is deleted."
                  .formatted(backup, hold.heldBy(), hold.reason())));
    }
    List<Job> using = jobs.unfinishedAbout(backup);
    return using.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Failure.Conflict(
                "backup.in-use",
                "Backup %s is in use by %s %s; try again when that has ended."
                    .formatted(backup, using.getFirst().kind(), using.getFirst().id())));
  }

  @Override
  public void unmark(String by) {
    postgres.inTransaction(sql ->
        sql.createUpdate("DELETE FROM backup_removals WHERE marked_by = :by AND NOT begun")
            .bind("by", by)
            .execute());
  }

  @Override
  public void giveUp(String backup) {
    postgres.inTransaction(sql -> unmarked(sql, backup));
  }

  private static int unmarked(Handle sql, String backup) {
    return sql.createUpdate("DELETE FROM backup_removals WHERE backup = :backup")
        .bind("backup", backup)
        .execute();
  }

  @Override
  public boolean isBeingRemoved(String backup) {
    return postgres.inTransaction(sql -> isBegun(sql, backup));
  }

  private static boolean isBegun(Handle sql, String backup) {
    return sql.createQuery("SELECT 1 FROM backup_removals WHERE backup = :backup AND begun")
        .bind("backup", backup)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }
}
