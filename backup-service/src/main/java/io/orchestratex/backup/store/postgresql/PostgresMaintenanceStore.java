package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.maintenance.Maintenance;
import io.orchestratex.backup.maintenance.MaintenanceStore;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.MaintenanceEvent;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code maintenance}. */
@Singleton
final class PostgresMaintenanceStore implements MaintenanceStore {

  private static final String COLUMNS =
      "id, services, reason, restore, declared_by, declared_at, until";

  /** Ids come again with the attempts of a restore, whose events must keep their order. */
  private static final Duration KEPT = Duration.ofDays(30);

  private final Postgres postgres;
  private final PostgresOutbox outbox;

  PostgresMaintenanceStore(Postgres postgres, PostgresOutbox outbox) {
    this.postgres = postgres;
    this.outbox = outbox;
  }

  @Override
  public void declare(Maintenance maintenance) {
    postgres.inTransaction(sql -> {
      long version =
          sql.createQuery(
                  """
                  INSERT INTO maintenance (%s, ended_at, version)
                  VALUES (:id, :services, :reason, :restore, :by, :at, :until, NULL, 1)
                  ON CONFLICT (id) DO UPDATE SET services = EXCLUDED.services,
                    reason = EXCLUDED.reason, restore = EXCLUDED.restore,
                    declared_by = EXCLUDED.declared_by, declared_at = EXCLUDED.declared_at,
                    until = EXCLUDED.until, ended_at = NULL, version = maintenance.version + 1
                  RETURNING version\
                  """
                      .formatted(COLUMNS))
              .bind("id", maintenance.id())
              .bind("services", String.join(",", maintenance.services()))
              .bind("reason", maintenance.reason())
              .bind("restore", maintenance.restore())
              .bind("by", maintenance.declaredBy())
              .bind("at", utc(maintenance.declaredAt()))
              .bind("until", utc(maintenance.until()))
              .mapTo(Long.class)
              .one();
      append(
          sql,
          new MaintenanceEvent.Declared(
              maintenance.id(),
              maintenance.services(),
              maintenance.reason(),
              maintenance.restore(),
              maintenance.declaredBy(),
              maintenance.declaredAt(),
              maintenance.until()),
          version);
      return version;
    });
  }

  @Override
  public boolean end(String id, String reason, Instant now) {
    return postgres.inTransaction(sql -> ended(sql, id, reason, now));
  }

  @Override
  public void endRunOut(Instant now) {
    postgres.inTransaction(sql -> {
      sql.createUpdate("DELETE FROM maintenance WHERE until < :old AND ended_at IS NOT NULL")
          .bind("old", utc(now.minus(KEPT)))
          .execute();
      return ended(sql, "", "its time is over", now);
    });
  }

  private record Ended(String id, String services, long version) {}

  /**
   * @param id the one to end; empty means all that have run out
   */
  private boolean ended(Handle sql, String id, String reason, Instant now) throws SQLException {
    List<Ended> ended =
        sql.createQuery(
                """
                UPDATE maintenance SET ended_at = :now, version = version + 1
                WHERE ended_at IS NULL AND (:id = '' OR id = :id) AND (:id <> '' OR until <= :now)
                RETURNING id, services, version\
                """)
            .bind("now", utc(now))
            .bind("id", id)
            .map((row, _) -> new Ended(row.getString(1), row.getString(2), row.getLong(3)))
            .list();
    for (Ended each : ended) {
      append(
          sql,
          new MaintenanceEvent.Ended(each.id(), listed(each.services()), reason, now),
          each.version());
    }
    return !ended.isEmpty();
  }

  @Override
  public List<Maintenance> current(Instant now) {
    return postgres.inTransaction(sql ->
        sql.createQuery(
                """
                SELECT %s FROM maintenance WHERE ended_at IS NULL AND until > :now
                ORDER BY declared_at, id\
                """
                    .formatted(COLUMNS))
            .bind("now", utc(now))
            .map((row, _) -> maintenance(row))
            .list());
  }

  private static Maintenance maintenance(ResultSet row) throws SQLException {
    return new Maintenance(
        row.getString("id"),
        listed(row.getString("services")),
        row.getString("reason"),
        row.getString("restore"),
        row.getString("declared_by"),
        row.getObject("declared_at", OffsetDateTime.class).toInstant(),
        row.getObject("until", OffsetDateTime.class).toInstant());
  }

  private static List<String> listed(String services) {
    return Arrays.asList(services.split(",", -1));
  }

  private static OffsetDateTime utc(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }

  private void append(Handle sql, DomainEvent event, long version) throws SQLException {
    outbox.append(sql.getConnection(), event, version);
  }
}
