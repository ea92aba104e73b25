package io.orchestratex.kit.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;

/** Parked events in the table {@code parked_events}. */
@Singleton
@Requires(property = "datasources.default.url")
@Requires(missingProperty = "mongodb.uri")
final class PostgresParkedEventStore implements ParkedEventStore {

  private static final String MATCHING =
      """
       WHERE (:topic::text IS NULL OR topic = :topic)
         AND (:type::text IS NULL OR headers ->> 'ce_type' = :type)
         AND (:reason::text IS NULL OR reason ILIKE :reason)
         AND (:replayed::boolean IS NULL OR (replayed_at IS NOT NULL) = :replayed)
         AND (:from::timestamptz IS NULL OR parked_at >= :from)
         AND (:to::timestamptz IS NULL OR parked_at < :to)
      """;

  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

  private final Postgres postgres;
  private final ObjectMapper mapper;

  PostgresParkedEventStore(Postgres postgres, ObjectMapper mapper) {
    this.postgres = postgres;
    this.mapper = mapper;
  }

  @Override
  public void park(ParkedEvent event) {
    String headers = json(event.headers());
    postgres.inTransaction(sql ->
        sql.createUpdate(
                """
                INSERT INTO parked_events
                  (id, consumer, topic, kafka_partition, kafka_offset, key, headers, value, reason,
                   parked_at)
                VALUES (:id::uuid, :consumer, :topic, :partition, :offset, :key, :headers::jsonb,
                  :value, :reason, :parkedAt)
                ON CONFLICT DO NOTHING\
                """)
            .bind("id", event.id())
            .bind("consumer", event.consumer())
            .bind("topic", event.topic())
            .bind("partition", event.partition())
            .bind("offset", event.offset())
            .bind("key", event.key())
            .bind("headers", headers)
            .bind("value", event.value())
            .bind("reason", event.reason())
            .bind("parkedAt", event.parkedAt())
            .execute());
  }

  @Override
  public Page<ParkedEvent> list(ParkedEventFilter filter, PageRequest page) {
    return postgres.inTransaction(
        Postgres.Isolation.SNAPSHOT,
        sql -> {
          List<ParkedEvent> events =
              bind(
                      sql.createQuery(
                          "SELECT * FROM parked_events"
                              + MATCHING
                              + " ORDER BY parked_at DESC, id LIMIT :limit OFFSET :offset"),
                      filter)
                  .bind("limit", page.limit())
                  .bind("offset", page.offset())
                  .map((row, _) -> event(row))
                  .list();
          long total =
              bind(sql.createQuery("SELECT count(*) FROM parked_events" + MATCHING), filter)
                  .mapTo(Long.class)
                  .one();
          return Page.of(events, page, total);
        });
  }

  @Override
  public List<ParkedEvent> oldest(ParkedEventFilter filter, int most) {
    return postgres.inTransaction(sql ->
        bind(
                sql.createQuery(
                    "SELECT * FROM parked_events"
                        + MATCHING
                        + " ORDER BY parked_at, id LIMIT :limit"),
                filter)
            .bind("limit", most)
            .map((row, _) -> event(row))
            .list());
  }

  private static Query bind(Query query, ParkedEventFilter filter) {
    return query
        .bind("topic", filter.topic())
        .bind("type", filter.type())
        .bind("reason", filter.reason() == null ? null : filter.reason().likePattern())
        .bind("replayed", filter.replayed())
        .bind("from", filter.parked().from())
        .bind("to", filter.parked().to());
  }

  @Override
  public Optional<ParkedEvent> find(String id) {
    return uuid(id)
        .flatMap(uuid ->
            postgres.inTransaction(sql ->
                sql.createQuery("SELECT * FROM parked_events WHERE id = :id")
                    .bind("id", uuid)
                    .map((row, _) -> event(row))
                    .findOne()));
  }

  private static Optional<UUID> uuid(String id) {
    try {
      return Optional.of(UUID.fromString(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public void markReplayed(String id, Instant at) {
    postgres.inTransaction(sql ->
        sql.createUpdate("UPDATE parked_events SET replayed_at = :at WHERE id = :id::uuid")
            .bind("at", at)
            .bind("id", id)
            .execute());
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

  private String json(Map<String, String> headers) {
    try {
      return mapper.writeValueAsString(headers);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write headers", e);
    }
  }
}
