package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.copy.Copies;
import io.orchestratex.backup.copy.Copy;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code backup_copies}. */
@Singleton
final class PostgresCopies implements Copies {

  private static final String COPIES =
      """
      SELECT job.*, copy.backup AS copy_backup, copy.vault AS copy_vault, copy.state AS copy_state,
        copy.requested_by AS copy_by, copy.ordered_at, copy.tries, copy.reason, copy.completed_at,
        copy.verified_at, copy.stored_bytes AS copy_stored, copy.added_bytes AS copy_added
      FROM backup_copies copy LEFT JOIN jobs job ON job.id = copy.job
      """;

  private final Postgres postgres;
  private final PostgresOutbox outbox;

  PostgresCopies(Postgres postgres, PostgresOutbox outbox) {
    this.postgres = postgres;
    this.outbox = outbox;
  }

  @Override
  public void want(String backup, String vault, String by, Instant now) {
    update(
        """
        INSERT INTO backup_copies AS copy (backup, vault, state, requested_by, ordered_at)
        VALUES (:backup, :vault, 'wanted', :by, :now)
        ON CONFLICT (backup, vault) DO UPDATE SET state = 'wanted', requested_by = :by,
          ordered_at = :now, reason = NULL, job = NULL
        WHERE copy.state = 'removed'
          OR copy.state = 'wanted' AND EXISTS (
            SELECT 1 FROM jobs WHERE id = copy.job AND status NOT IN ('queued', 'running'))\
        """,
        backup,
        vault,
        sql -> sql.bind("by", by).bind("now", now));
  }

  /** What is particular about a statement. */
  @FunctionalInterface
  private interface Values {
    Update bind(Update sql);
  }

  private boolean update(String statement, String backup, String vault, Values values) {
    return postgres.inTransaction(sql -> update(sql, statement, backup, vault, values));
  }

  private static boolean update(
      Handle sql, String statement, String backup, String vault, Values values) {
    return values
            .bind(sql.createUpdate(statement).bind("backup", backup).bind("vault", vault))
            .execute()
        == 1;
  }

  @Override
  public boolean begin(String backup, String vault, int tries, String job) {
    return update(
        """
        UPDATE backup_copies SET tries = :tries, job = :job, reason = NULL
        WHERE backup = :backup AND vault = :vault AND state = 'wanted' AND tries = :tries - 1\
        """,
        backup,
        vault,
        sql -> sql.bind("tries", tries).bind("job", job));
  }

  @Override
  public void waits(String backup, String vault, String reason) {
    update(
        """
        UPDATE backup_copies SET reason = :reason, job = NULL
        WHERE backup = :backup AND vault = :vault AND state = 'wanted'
          AND reason IS DISTINCT FROM :reason\
        """,
        backup,
        vault,
        sql -> sql.bind("reason", reason));
  }

  @Override
  public boolean complete(
      String backup, String vault, long storedBytes, long addedBytes, Instant now) {
    return update(
        """
        UPDATE backup_copies SET state = 'complete', reason = NULL, completed_at = :now,
          verified_at = :now, stored_bytes = :stored, added_bytes = :added
        WHERE backup = :backup AND vault = :vault AND state <> 'removed'\
        """,
        backup,
        vault,
        sql -> sql.bind("now", now).bind("stored", storedBytes).bind("added", addedBytes));
  }

  @Override
  public void verified(String backup, String vault, Instant now) {
    update(
        """
        UPDATE backup_copies SET verified_at = :now
        WHERE backup = :backup AND vault = :vault AND state = 'complete'\
        """,
        backup,
        vault,
        sql -> sql.bind("now", now));
  }

  @Override
  public void lost(String backup, String vault, String reason, Instant now) {
    postgres.inTransaction(sql -> {
      boolean changed =
          update(
              sql,
              """
              UPDATE backup_copies SET state = 'wanted', reason = :reason, job = NULL,
                ordered_at = :now, completed_at = NULL, verified_at = NULL
              WHERE backup = :backup AND vault = :vault AND state = 'complete'\
              """,
              backup,
              vault,
              each -> each.bind("reason", reason).bind("now", now));
      if (changed) {
        append(sql, new BackupEvent.CopyFailed(backup, vault, reason, now));
      }
      return changed;
    });
  }

  @Override
  public void removed(String backup, String vault, String reason, Instant now) {
    postgres.inTransaction(sql -> {
      boolean changed =
          update(
              sql,
              """
              UPDATE backup_copies SET state = 'removed', reason = :reason, verified_at = NULL
              WHERE backup = :backup AND vault = :vault AND state <> 'removed'\
              """,
              backup,
              vault,
              each -> each.bind("reason", reason));
      if (changed) {
        append(sql, new BackupEvent.CopyRemoved(backup, vault, reason, now));
      }
      return changed;
    });
  }

  @Override
  public boolean isUnknown(String backup, String vault) {
    return postgres.inTransaction(sql ->
        sql.createQuery(
                """
                SELECT 1 FROM jobs WHERE id = :backup AND kind = 'backup'
                  AND COALESCE(details->>'vault', 'default') <> :vault
                  AND NOT EXISTS (SELECT 1 FROM backup_copies
                    WHERE backup = :backup AND vault = :vault AND state <> 'removed')\
                """)
            .bind("backup", backup)
            .bind("vault", vault)
            .mapTo(Integer.class)
            .findOne()
            .isPresent());
  }

  @Override
  public boolean adopt(String backup, String vault, Instant now) {
    return update(
        """
        INSERT INTO backup_copies AS copy (backup, vault, state, requested_by, ordered_at, completed_at)
        SELECT id, :vault, 'complete', 'vault-check', :now, :now FROM jobs
        WHERE id = :backup AND COALESCE(details->>'vault', 'default') <> :vault
        ON CONFLICT (backup, vault) DO UPDATE SET state = 'complete', reason = NULL,
          completed_at = :now, verified_at = NULL
        WHERE copy.state = 'removed'\
        """,
        backup,
        vault,
        sql -> sql.bind("now", now));
  }

  @Override
  public void moveHome(String backup, String from, String to, String reason, Instant now) {
    postgres.inTransaction(sql -> {
      boolean moved =
          update(
              sql,
              """
              UPDATE jobs SET details = jsonb_set(details, '{vault}', to_jsonb(CAST(:vault AS text)))
              WHERE id = :backup AND COALESCE(details->>'vault', 'default') = :from\
              """,
              backup,
              to,
              each -> each.bind("from", from));
      if (moved) {
        update(
            sql,
            "DELETE FROM backup_copies WHERE backup = :backup AND vault = :vault",
            backup,
            to,
            each -> each);
        update(
            sql,
            """
            INSERT INTO backup_copies (backup, vault, state, requested_by, ordered_at, reason)
            VALUES (:backup, :vault, 'removed', 'catalog', :now, :reason)
            ON CONFLICT (backup, vault) DO UPDATE SET state = 'removed', reason = :reason\
            """,
            backup,
            from,
            each -> each.bind("now", now).bind("reason", reason));
        append(sql, new BackupEvent.CopyRemoved(backup, from, reason, now));
      }
      return moved;
    });
  }

  /** The event is about the backup, whose version grows with it. */
  private void append(Handle sql, DomainEvent event) throws SQLException {
    long version =
        sql.createQuery("UPDATE jobs SET version = version + 1 WHERE id = :id RETURNING version")
            .bind("id", event.key())
            .mapTo(Long.class)
            .findOne()
            .orElse(1L);
    outbox.append(sql.getConnection(), event, version);
  }

  @Override
  public Map<String, List<Copy>> of(Collection<String> backups) {
    return postgres.inTransaction(sql ->
        sql
            .createQuery(COPIES + "WHERE copy.backup = ANY(:backups) ORDER BY copy.vault")
            .bindArray("backups", String.class, backups)
            .map((row, _) -> copy(row))
            .list()
            .stream()
            .collect(Collectors.groupingBy(Copy::backup)));
  }

  @Override
  public List<Copy> wanted() {
    return postgres.inTransaction(sql ->
        sql.createQuery(
                COPIES + "WHERE copy.state = 'wanted' ORDER BY copy.ordered_at, copy.backup")
            .map((row, _) -> copy(row))
            .list());
  }

  private static Copy copy(ResultSet row) throws SQLException {
    return new Copy(
        row.getString("copy_backup"),
        row.getString("copy_vault"),
        Copy.State.valueOf(row.getString("copy_state").toUpperCase(Locale.ROOT)),
        row.getString("copy_by"),
        row.getTimestamp("ordered_at").toInstant(),
        row.getInt("tries"),
        job(row),
        row.getString("reason"),
        instant(row.getTimestamp("completed_at")),
        instant(row.getTimestamp("verified_at")),
        row.getLong("copy_stored"),
        row.getLong("copy_added"));
  }

  private static @Nullable JobRecord job(ResultSet row) throws SQLException {
    return row.getString("id") == null ? null : JobRows.record(row);
  }

  private static @Nullable Instant instant(@Nullable Timestamp at) {
    return at == null ? null : at.toInstant();
  }

  @Override
  public List<String> completeIn(String vault, String after, int limit) {
    return postgres.inTransaction(sql ->
        sql.createQuery(
                """
                SELECT backup FROM backup_copies
                WHERE vault = :vault AND state = 'complete' AND backup > :after
                ORDER BY backup LIMIT :limit\
                """)
            .bind("vault", vault)
            .bind("after", after)
            .bind("limit", limit)
            .mapTo(String.class)
            .list());
  }

  @Override
  public boolean isUnderWay(String backup, String vault) {
    return postgres.inTransaction(sql ->
        sql.createQuery(
                """
                SELECT 1 FROM jobs WHERE kind = 'copy' AND subject = :backup AND label = :vault
                  AND status IN ('queued', 'running') LIMIT 1\
                """)
            .bind("backup", backup)
            .bind("vault", vault)
            .mapTo(Integer.class)
            .findOne()
            .isPresent());
  }

  private record Counted(String vault, Copy.State state, long count) {}

  @Override
  public Map<String, Map<Copy.State, Long>> counts() {
    List<Counted> counted =
        postgres.inTransaction(sql ->
            sql.createQuery(
                    "SELECT vault, state, count(*) FROM backup_copies GROUP BY vault, state")
                .map((row, _) ->
                    new Counted(
                        row.getString(1),
                        Copy.State.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                        row.getLong(3)))
                .list());
    Map<String, Map<Copy.State, Long>> counts = new HashMap<>();
    counted.forEach(each ->
        counts.computeIfAbsent(each.vault(), _ -> new HashMap<>()).put(each.state(), each.count()));
    return counts;
  }
}
