package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.engine.volume.WorkJournal;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The table {@code docker_work}. Silence is measured by the clock of the database. */
@Singleton
final class PostgresWorkJournal implements WorkJournal {

  private static final String COLUMNS = "id, docker, kind, container, name, position, worker";

  private final Postgres postgres;

  PostgresWorkJournal(Postgres postgres) {
    this.postgres = postgres;
  }

  @Override
  public void note(List<Entry> entries) {
    postgres.inTransaction(sql -> {
      for (Entry each : entries) {
        sql.createUpdate(
                """
                INSERT INTO docker_work (%s, heard_at)
                VALUES (:id, :docker, :kind, :container, :name, :position, :worker, now())\
                """
                    .formatted(COLUMNS))
            .bind("id", each.id())
            .bind("docker", each.docker())
            .bind("kind", each.kind().name())
            .bind("container", each.container())
            .bind("name", each.name())
            .bind("position", each.position())
            .bind("worker", each.worker())
            .execute();
      }
      return entries;
    });
  }

  @Override
  public void heard(String worker) {
    postgres.inTransaction(sql ->
        sql.createUpdate("UPDATE docker_work SET heard_at = now() WHERE worker = :worker")
            .bind("worker", worker)
            .execute());
  }

  @Override
  public List<Entry> takeOver(String worker, Duration silence) {
    return postgres.inTransaction(sql ->
        sql.createQuery(
                """
                UPDATE docker_work SET worker = :worker, heard_at = now()
                WHERE heard_at <= now() - make_interval(secs => :seconds)
                RETURNING %s\
                """
                    .formatted(COLUMNS))
            .bind("worker", worker)
            .bind("seconds", silence.toMillis() / 1000.0)
            .map((row, _) -> entry(row))
            .list());
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getString("id"),
        row.getString("docker"),
        Kind.valueOf(row.getString("kind")),
        row.getString("container"),
        row.getString("name"),
        row.getInt("position"),
        row.getString("worker"));
  }

  @Override
  public void takenBack(String id) {
    postgres.inTransaction(
        sql -> sql.createUpdate("DELETE FROM docker_work WHERE id = :id").bind("id", id).execute());
  }
}
