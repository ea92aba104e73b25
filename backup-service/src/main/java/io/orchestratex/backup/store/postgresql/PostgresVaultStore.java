package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.vault.VaultStore;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code vaults}. */
@Singleton
final class PostgresVaultStore implements VaultStore {

  private final Postgres postgres;
  private final PostgresOutbox outbox;
  private final InstantSource clock;

  PostgresVaultStore(Postgres postgres, PostgresOutbox outbox, InstantSource clock) {
    this.postgres = postgres;
    this.outbox = outbox;
    this.clock = clock;
  }

  @Override
  public Optional<String> mark(String vault) {
    return postgres.inTransaction(sql -> marked(sql, vault));
  }

  private static Optional<String> marked(Handle sql, String vault) {
    return sql.createQuery("SELECT mark FROM vaults WHERE name = :name AND mark IS NOT NULL")
        .bind("name", vault)
        .mapTo(String.class)
        .findOne();
  }

  @Override
  public String keep(String vault, String mark) {
    return postgres.inTransaction(sql -> {
      put(sql, vault);
      sql.createUpdate("UPDATE vaults SET mark = :mark WHERE name = :name AND mark IS NULL")
          .bind("mark", mark)
          .bind("name", vault)
          .execute();
      return marked(sql, vault).orElseThrow();
    });
  }

  private static void put(Handle sql, String vault) {
    sql.createUpdate("INSERT INTO vaults (name) VALUES (:name) ON CONFLICT DO NOTHING")
        .bind("name", vault)
        .execute();
  }

  @Override
  public void replace(String vault, String mark) {
    postgres.inTransaction(sql -> {
      put(sql, vault);
      return sql.createUpdate("UPDATE vaults SET mark = :mark WHERE name = :name")
          .bind("mark", mark)
          .bind("name", vault)
          .execute();
    });
  }

  @Override
  public List<String> backups(String vault, String after, int limit) {
    return postgres.inTransaction(sql ->
        sql.createQuery(
                """
                SELECT id FROM jobs
                WHERE kind = 'backup' AND status = 'succeeded' AND id > :after
                  AND COALESCE(details->>'vault', :default) = :vault
                ORDER BY id LIMIT :limit\
                """)
            .bind("after", after)
            .bind("default", Vaults.DEFAULT)
            .bind("vault", vault)
            .bind("limit", limit)
            .mapTo(String.class)
            .list());
  }

  @Override
  public List<String> newestBackups(String vault, int limit) {
    return postgres.inTransaction(sql ->
        sql.createQuery(
                """
                SELECT id FROM jobs
                WHERE kind = 'backup' AND status = 'succeeded'
                  AND COALESCE(details->>'vault', :default) = :vault
                ORDER BY id DESC LIMIT :limit\
                """)
            .bind("default", Vaults.DEFAULT)
            .bind("vault", vault)
            .bind("limit", limit)
            .mapTo(String.class)
            .list());
  }

  private record Seen(@Nullable String reason, long version) {}

  @Override
  public boolean report(String vault, Optional<String> reason) {
    return postgres.inTransaction(sql -> {
      if (seen(sql, vault, "").map(Seen::reason).equals(reason)) {
        return false;
      }
      put(sql, vault);
      Seen before = seen(sql, vault, " FOR UPDATE").orElseThrow();
      boolean changed = (before.reason() == null) != reason.isEmpty();
      sql.createUpdate(
              """
              UPDATE vaults SET unusable_reason = :reason, version = version + :events
              WHERE name = :name\
              """)
          .bind("reason", reason.orElse(null))
          .bind("events", changed ? 1 : 0)
          .bind("name", vault)
          .execute();
      if (changed) {
        append(sql, vault, reason, before.version() + 1);
      }
      return changed;
    });
  }

  private static Optional<Seen> seen(Handle sql, String vault, String lock) {
    return sql.createQuery("SELECT unusable_reason, version FROM vaults WHERE name = :name" + lock)
        .bind("name", vault)
        .map((row, _) -> new Seen(row.getString(1), row.getLong(2)))
        .findOne();
  }

  private void append(Handle sql, String vault, Optional<String> reason, long version)
      throws SQLException {
    Instant now = clock.instant();
    DomainEvent event =
        reason.isPresent()
            ? new BackupEvent.VaultUnavailable(vault, reason.get(), now)
            : new BackupEvent.VaultAvailable(vault, now);
    outbox.append(sql.getConnection(), event, version);
  }
}
