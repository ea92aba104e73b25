package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.hold.Importance;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** The table {@code backup_importance}. */
@Singleton
final class PostgresImportance implements Importance {

  private final Postgres postgres;

  PostgresImportance(Postgres postgres) {
    this.postgres = postgres;
  }

  @Override
  public void mark(String backup, String by, Instant now) {
    postgres.inTransaction(sql ->
        sql.createUpdate(
                """
                INSERT INTO backup_importance (backup, marked_by, marked_at)
                SELECT id, :by, :now FROM jobs WHERE id = :backup
                ON CONFLICT DO NOTHING\
                """)
            .bind("backup", backup)
            .bind("by", by)
            .bind("now", now)
            .execute());
  }

  @Override
  public void unmark(String backup) {
    postgres.inTransaction(sql ->
        sql.createUpdate("DELETE FROM backup_importance WHERE backup = :backup")
            .bind("backup", backup)
            .execute());
  }

  @Override
  public Set<String> of(Collection<String> backups) {
    return postgres.inTransaction(sql ->
        Set.copyOf(
            sql.createQuery("SELECT backup FROM backup_importance WHERE backup = ANY(:backups)")
                .bindArray("backups", String.class, backups)
                .mapTo(String.class)
                .list()));
  }
}
