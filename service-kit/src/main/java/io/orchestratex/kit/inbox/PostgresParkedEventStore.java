package io.orchestratex.kit.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.annotation.Requires;
import io.micronaut.jdbc.DataSourceResolver;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Parked events in the table {@code parked_events}. */
@Singleton
@Requires(property = "datasources.default.url")
@Requires(missingProperty = "mongodb.uri")
final class PostgresParkedEventStore implements ParkedEventStore {

  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

  private final DataSource dataSource;
  private final ObjectMapper mapper;

  PostgresParkedEventStore(
      DataSource dataSource, DataSourceResolver resolver, ObjectMapper mapper) {
    // The bean itself refuses connections outside Micronaut Data's own transactions.
    this.dataSource = resolver.resolve(dataSource);
    this.mapper = mapper;
  }

  @Override
  public void park(ParkedEvent event) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO parked_events
                  (id, consumer, topic, kafka_partition, kafka_offset, key, headers, value, reason, parked_at)
                VALUES (?::uuid, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?) ON CONFLICT DO NOTHING\
                """)) {
      insert.setString(1, event.id());
      insert.setString(2, event.consumer());
      insert.setString(3, event.topic());
      insert.setInt(4, event.partition());
      insert.setLong(5, event.offset());
      insert.setBytes(6, event.key());
      insert.setString(7, mapper.writeValueAsString(event.headers()));
      insert.setBytes(8, event.value());
      insert.setString(9, event.reason());
      insert.setTimestamp(10, Timestamp.from(event.parkedAt()));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw unavailable(e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write headers", e);
    }
  }

  @Override
  public Page<ParkedEvent> list(PageRequest page) {
    List<ParkedEvent> events = new ArrayList<>();
    long total = 0;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT *, count(*) OVER () AS total FROM parked_events"
                    + " ORDER BY parked_at DESC, id LIMIT ? OFFSET ?")) {
      select.setInt(1, page.limit());
      select.setInt(2, page.offset());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          total = rows.getLong("total");
          events.add(event(rows));
        }
      }
      return Page.of(events, page, total);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Optional<ParkedEvent> find(String id) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT * FROM parked_events WHERE id = ?")) {
      select.setObject(1, UUID.fromString(id));
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(event(rows)) : Optional.empty();
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  @Override
  public void markReplayed(String id, Instant at) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement("UPDATE parked_events SET replayed_at = ? WHERE id = ?")) {
      update.setTimestamp(1, Timestamp.from(at));
      update.setObject(2, UUID.fromString(id));
      update.executeUpdate();
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private ParkedEvent event(ResultSet row) throws SQLException {
    Timestamp replayedAt = row.getTimestamp("replayed_at");
    try {
      return new ParkedEvent(
          row.getString("id"),
          row.getString("consumer"),
          row.getString("topic"),
          row.getInt("kafka_partition"),
          row.getLong("kafka_offset"),
          row.getBytes("key"),
          mapper.readValue(row.getString("headers"), HEADERS),
          row.getBytes("value"),
          row.getString("reason"),
          row.getTimestamp("parked_at").toInstant(),
          replayedAt == null ? null : replayedAt.toInstant());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a parked event has headers that are not JSON", e);
    }
  }

  private static FailureException unavailable(SQLException e) {
    return FailureException.unavailable(
        "parked-event.store-unavailable", "PostgreSQL does not answer: " + e.getMessage(), e);
  }
}
