package io.orchestratex.kit.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.jdbc.DataSourceResolver;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.kit.postgresql.Postgres;
import io.orchestratex.kit.postgresql.PostgresFaults;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Writes events into the table {@code outbox}, in the transaction of the state that they are about.
 */
@Singleton
@Requires(property = "datasources.default.url")
public final class PostgresOutbox {

  static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

  private final EventCodec codec;
  private final ObjectMapper mapper;
  private final InstantSource clock;
  private final OutboxWake wake;
  private final String source;

  PostgresOutbox(
      EventCodec codec,
      ObjectMapper mapper,
      InstantSource clock,
      OutboxWake wake,
      @Value("${micronaut.application.name}") String service) {
    this.codec = codec;
    this.mapper = mapper;
    this.clock = clock;
    this.wake = wake;
    this.source = service;
  }

  /**
   * Adds an event to the open transaction of {@code connection}, which has changed or locked the
   * event's subject before: that makes transactions on one key follow each other, and positions
   * within a key grow in the order of the commits.
   *
   * @param sequence the version that the subject reached by the change
   */
  public void append(Connection connection, DomainEvent event, long sequence) throws SQLException {
    Map<String, String> headers =
        EventCodec.headers(
            event,
            UUID.randomUUID().toString(),
            source,
            sequence,
            clock.instant(),
            TraceContext.currentTraceParent());
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO outbox (topic, key, headers, value) VALUES (?, ?, ?::jsonb, ?)")) {
      insert.setString(1, Topics.of(event).name());
      insert.setString(2, event.key());
      insert.setString(3, mapper.writeValueAsString(headers));
      insert.setBytes(4, codec.encode(event));
      insert.executeUpdate();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write the headers of " + event, e);
    }
    wake.signal();
  }

  /** The relay's side of the table. */
  @Singleton
  @Requires(property = "datasources.default.url")
  static final class Reader extends PostgresOutboxReader {
    Reader(
        DataSource dataSource,
        DataSourceResolver resolver,
        Postgres postgres,
        PostgresFaults faults,
        ObjectMapper mapper) {
      super(resolver.resolve(dataSource), postgres, faults, mapper);
    }
  }
}
