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
  public Maintenance declare(Declaration declaration) {
    return postgres.inTransaction(sql -> {
      Declared declared = declared(sql, declaration);
      Maintenance maintenance = declared.maintenance();
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
          declared.version());
      return maintenance;
    });
  }

  private record Declared(Maintenance maintenance, long version) {}

  private static Declared declared(Handle sql, Declaration declaration) {
    return sql.createQuery(
            """
            INSERT INTO maintenance (%1$s, ended_at, version)
            VALUES (:id, :services, :reason, :restore, :by, clock_timestamp(),
              clock_timestamp() + :millis * interval '1 millisecond', NULL, 1)
            ON CONFLICT (id) DO UPDATE SET services = EXCLUDED.services,
              reason = EXCLUDED.reason, restore = EXCLUDED.restore,
              declared_by = EXCLUDED.declared_by, declared_at = EXCLUDED.declared_at,
              until = EXCLUDED.until, ended_at = NULL, version = maintenance.version + 1
            RETURNING %1$s, version\
            """
                .formatted(COLUMNS))
        .bind("id", declaration.id())
        .bind("services", String.join(",", declaration.services()))
        .bind("reason", declaration.reason())
        .bind("restore", declaration.restore())
        .bind("by", declaration.by())
        .bind("millis", declaration.length().toMillis())
        .map((row, _) -> new Declared(maintenance(row), row.getLong("version")))
        .one();
  }

  @Override
  public boolean end(String id, String reason) {
    return postgres.inTransaction(sql -> ended(sql, id, reason));
  }

  @Override
  public void endRunOut() {
    postgres.inTransaction(sql -> {
      sql.createUpdate(
              """
              DELETE FROM maintenance WHERE ended_at IS NOT NULL
                AND until < clock_timestamp() - :days * interval '1 day'\
              """)
          .bind("days", KEPT.toDays())
          .execute();
      return ended(sql, "", "its time is over");
    });
  }

  private record Ended(String id, String services, long version, Instant at) {}

  /**
   * @param id the one to end; empty means all that have run out
   */
  private boolean ended(Handle sql, String id, String reason) throws SQLException {
    List<Ended> ended =
        sql.createQuery(
                """
                UPDATE maintenance SET ended_at = clock_timestamp(), version = version + 1
                WHERE ended_at IS NULL AND (:id = '' OR id = :id)
                  AND (:id <> '' OR until <= clock_timestamp())
                RETURNING id, services, version, ended_at\
                """)
            .bind("id", id)
            .map((row, _) ->
                new Ended(
                    row.getString("id"),
                    row.getString("services"),
                    row.getLong("version"),
                    moment(row, "ended_at")))
            .list();
    for (Ended each : ended) {
      append(
          sql,
          new MaintenanceEvent.Ended(each.id(), listed(each.services()), reason, each.at()),
          each.version());
    }
    return !ended.isEmpty();
  }

  @Override
  public List<Maintenance> current() {
    return postgres.inTransaction(sql ->
        sql.createQuery(
                """
                SELECT %s FROM maintenance WHERE ended_at IS NULL AND until > clock_timestamp()
                ORDER BY declared_at, id\
                """
                    .formatted(COLUMNS))
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
        moment(row, "declared_at"),
        moment(row, "until"));
  }

  private static List<String> listed(String services) {
    return Arrays.asList(services.split(",", -1));
  }

  private static Instant moment(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private void append(Handle sql, DomainEvent event, long version) throws SQLException {
    outbox.append(sql.getConnection(), event, version);
  }
}
