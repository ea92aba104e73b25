package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.policy.Late;
import io.orchestratex.backup.policy.OverdueStore;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table {@code policy_overdue}. */
@Singleton
final class PostgresOverdueStore implements OverdueStore {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresOverdueStore.class);

  private final Postgres postgres;
  private final PostgresOutbox outbox;

  PostgresOverdueStore(Postgres postgres, PostgresOutbox outbox) {
    this.postgres = postgres;
    this.outbox = outbox;
  }

  private record Row(String policy, String target) {}

  @Override
  public void report(String policy, List<Late> late, Instant now) {
    List<String> known = overdue(policy);
    List<String> targets = late.stream().map(Late::target).toList();
    if (known.equals(targets)) {
      return;
    }
    postgres.inTransaction(sql -> {
      for (Late each : late) {
        begin(sql, policy, each, now);
      }
      for (String target : known) {
        if (!targets.contains(target)) {
          end(sql, new Row(policy, target), now);
        }
      }
      return true;
    });
  }

  private void begin(Handle sql, String policy, Late late, Instant now) throws SQLException {
    boolean begun =
        sql.createUpdate(
                    """
                    INSERT INTO policy_overdue (policy, target, since) VALUES (:policy, :target, :now)
                    ON CONFLICT DO NOTHING\
                    """)
                .bind("policy", policy)
                .bind("target", late.target())
                .bind("now", now)
                .execute()
            == 1;
    if (begun) {
      LOG.atError()
          .addKeyValue("policy", policy)
          .addKeyValue("target", late.target())
          .addKeyValue("due", late.dueAt())
          .addKeyValue("last_backup", late.lastBackup())
          .log("a backup is overdue");
      append(sql, new BackupEvent.Overdue(late.target(), policy, late.reason(), late.dueAt(), now));
    }
  }

  private void end(Handle sql, Row row, Instant now) throws SQLException {
    boolean ended =
        sql.createUpdate("DELETE FROM policy_overdue WHERE policy = :policy AND target = :target")
                .bind("policy", row.policy())
                .bind("target", row.target())
                .execute()
            == 1;
    if (ended) {
      append(sql, new BackupEvent.CaughtUp(row.target(), row.policy(), now));
    }
  }

  private void append(Handle sql, DomainEvent event) throws SQLException {
    long sequence =
        sql.createQuery("SELECT nextval('policy_overdue_sequence')").mapTo(Long.class).one();
    outbox.append(sql.getConnection(), event, sequence);
  }

  @Override
  public void retain(Collection<String> policies, Instant now) {
    postgres.inTransaction(sql -> {
      List<Row> gone =
          sql.createQuery(
                  "SELECT policy, target FROM policy_overdue WHERE policy <> ALL(:policies)")
              .bindArray("policies", String.class, policies)
              .map((row, _) -> new Row(row.getString("policy"), row.getString("target")))
              .list();
      for (Row each : gone) {
        end(sql, each, now);
      }
      return true;
    });
  }

  @Override
  public List<String> overdue(String policy) {
    return postgres.inTransaction(sql ->
        sql.createQuery("SELECT target FROM policy_overdue WHERE policy = :policy ORDER BY target")
            .bind("policy", policy)
            .mapTo(String.class)
            .list());
  }
}
