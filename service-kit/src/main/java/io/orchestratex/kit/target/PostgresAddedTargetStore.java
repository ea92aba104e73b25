package io.orchestratex.kit.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.contracts.TargetEvent;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table {@code added_targets}, which each service makes. */
@Singleton
@Requires(classes = Jdbi.class)
@Requires(property = "datasources.default.url")
final class PostgresAddedTargetStore implements AddedTargetStore {

  private static final JsonMapper JSON = new JsonMapper();
  private static final RowMapper<AddedTarget> TARGET =
      (row, _) ->
          new AddedTarget(
              row.getString("id"),
              row.getString("engine"),
              row.getString("address"),
              labels(row.getString("labels")),
              row.getString("secret"),
              row.getString("secret_key"),
              row.getLong("version"),
              row.getString("added_by"),
              row.getTimestamp("added_at").toInstant(),
              row.getTimestamp("changed_at").toInstant());

  private final Postgres postgres;
  private final PostgresOutbox outbox;
  private final InstantSource clock;

  PostgresAddedTargetStore(Postgres postgres, PostgresOutbox outbox, InstantSource clock) {
    this.postgres = postgres;
    this.outbox = outbox;
    this.clock = clock;
  }

  private static Map<String, String> labels(String json) {
    try {
      return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the labels of a target are no JSON", e);
    }
  }

  private static String json(Map<String, String> labels) {
    try {
      return JSON.writeValueAsString(labels);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<AddedTarget> all() {
    return postgres.inTransaction(
        sql -> sql.createQuery("SELECT * FROM added_targets ORDER BY id").map(TARGET).list());
  }

  @Override
  public Optional<AddedTarget> find(String id) {
    return postgres.inTransaction(sql ->
        sql.createQuery("SELECT * FROM added_targets WHERE id = :id FOR UPDATE")
            .bind("id", id)
            .map(TARGET)
            .findOne());
  }

  @Override
  public boolean insert(AddedTarget target, TargetEvent event) {
    return postgres.inTransaction(sql -> {
      int rows =
          sql.createUpdate(
                  """
                  INSERT INTO added_targets (id, engine, address, labels, secret, secret_key, version,
                    added_by, added_at, changed_at)
                  VALUES (:id, :engine, :address, :labels::jsonb, :secret, :secretKey, :version,
                    :addedBy, :addedAt, :changedAt)
                  ON CONFLICT DO NOTHING\
                  """)
              .bindMethods(target)
              .bind("labels", json(target.labels()))
              .execute();
      return published(sql, rows, event);
    });
  }

  @Override
  public boolean replace(AddedTarget target, TargetEvent event) {
    return postgres.inTransaction(sql -> {
      int rows =
          sql.createUpdate(
                  """
                  UPDATE added_targets SET address = :address, labels = :labels::jsonb,
                    secret = :secret, secret_key = :secretKey, version = :version,
                    changed_at = :changedAt
                  WHERE id = :id AND version = :version - 1\
                  """)
              .bindMethods(target)
              .bind("labels", json(target.labels()))
              .execute();
      return published(sql, rows, event);
    });
  }

  @Override
  public boolean delete(String id, TargetEvent event) {
    return postgres.inTransaction(sql ->
        published(
            sql,
            sql.createUpdate("DELETE FROM added_targets WHERE id = :id").bind("id", id).execute(),
            event));
  }

  /** The id may be used again later, so that no count of changes goes on; the time does. */
  private boolean published(Handle sql, int rows, TargetEvent event) throws SQLException {
    if (rows == 1) {
      outbox.append(sql.getConnection(), event, clock.millis());
    }
    return rows == 1;
  }
}
