package io.orchestratex.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import io.micronaut.context.ApplicationContext;
import io.micronaut.jdbc.DataSourceResolver;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orchestratex.contracts.SessionEvent;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.ReceivedEvent;
import io.orchestratex.kit.inbox.ParkedEvent;
import io.orchestratex.kit.inbox.ParkedEventStore;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.outbox.MongoOutbox;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.telemetry.TraceContext;
import io.orchestratex.local.TestEngines;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Outbox, relay, inbox and parking on the real MongoDB, PostgreSQL and Kafka. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventFlowTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestTokens tokens = new TestTokens();
  private EmbeddedServer mongoService;
  private EmbeddedServer postgresService;

  @BeforeAll
  void start() {
    Map<String, String> environment = TestEngines.shared().environmentOf("session-service", "kit");
    mongoService =
        ApplicationContext.run(
            EmbeddedServer.class,
            settings(
                environment, "kit-mongo", Map.of("mongodb.uri", environment.get("MONGODB_URI"))));
    postgresService =
        ApplicationContext.run(
            EmbeddedServer.class,
            settings(
                environment,
                "kit-postgres",
                Map.of(
                    "datasources.default.url", environment.get("POSTGRES_URL"),
                    "datasources.default.username", environment.get("POSTGRES_USER"),
                    "datasources.default.password", environment.get("POSTGRES_PASSWORD"),
                    "flyway.datasources.default.locations", "classpath:db/plumbing")));
  }

  private Map<String, Object> settings(
      Map<String, String> environment, String name, Map<String, String> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("spec", "events");
    settings.put("micronaut.server.port", -1);
    settings.put("micronaut.application.name", name);
    settings.put("orchestratex.access.jwks-url", tokens.jwksUrl());
    settings.put("KAFKA_BOOTSTRAP_SERVERS", environment.get("KAFKA_BOOTSTRAP_SERVERS"));
    settings.put("KAFKA_USER", environment.get("KAFKA_USER"));
    settings.put("KAFKA_PASSWORD", environment.get("KAFKA_PASSWORD"));
    settings.put("test.group", environment.get("KAFKA_USER") + ".kit-" + UUID.randomUUID());
    return settings;
  }

  @AfterAll
  void stop() {
    mongoService.close();
    postgresService.close();
    tokens.close();
  }

  private static <T> T bean(EmbeddedServer service, Class<T> type) {
    return service.getApplicationContext().getBean(type);
  }

  @Test
  void anEventFollowsItsTransactionInOrderAndOneThatWasAbortedNever() {
    String session = "mongo-" + UUID.randomUUID();
    for (int i = 1; i <= 40; i++) {
      appendInMongo(session, i, false);
    }
    assertThatThrownBy(() -> appendInMongo(session, 41, true))
        .isInstanceOf(IllegalStateException.class);
    appendInMongo(session, 42, false);

    AppliedEvents applied = bean(mongoService, AppliedEvents.class);
    await().atMost(PATIENCE).until(() -> applied.sequences(session).contains(42L));

    assertThat(applied.sequences(session)).hasSize(41).isSorted().doesNotContain(41L);
    assertThat(outboxOf(mongoService).countDocuments(new Document("key", session))).isZero();
  }

  private void appendInMongo(String session, long sequence, boolean fail) {
    MongoClient client = bean(mongoService, MongoClient.class);
    try (ClientSession transaction = client.startSession()) {
      transaction.withTransaction(() -> {
        bean(mongoService, MongoOutbox.class).append(transaction, started(session), sequence);
        if (fail) {
          throw new IllegalStateException("the state could not be saved");
        }
        return null;
      });
    }
  }

  private static SessionEvent started(String session) {
    return new SessionEvent.Started(
        session, "ann", "A title", Instant.parse("2026-01-01T00:00:00Z"));
  }

  private static MongoCollection<Document> outboxOf(EmbeddedServer service) {
    return bean(service, MongoClient.class)
        .getDatabase(bean(service, Mongo.class).name())
        .getCollection("outbox");
  }

  @Test
  void anEventFollowsACommitInPostgresAndNeverARollback() throws Exception {
    String session = "postgres-" + UUID.randomUUID();
    DataSource dataSource =
        bean(postgresService, DataSourceResolver.class)
            .resolve(bean(postgresService, DataSource.class));
    PostgresOutbox outbox = bean(postgresService, PostgresOutbox.class);
    TraceContext trace =
        TraceContext.continued("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      for (int i = 1; i <= 20; i++) {
        int sequence = i;
        trace.run(() -> append(outbox, connection, session, sequence));
        if (i == 13) {
          connection.rollback();
        } else {
          connection.commit();
        }
      }
    }

    AppliedEvents applied = bean(mongoService, AppliedEvents.class);
    await().atMost(PATIENCE).until(() -> applied.sequences(session).contains(20L));

    assertThat(applied.sequences(session)).hasSize(19).isSorted().doesNotContain(13L);
    assertThat(applied.events(session))
        .allSatisfy(event -> {
          assertThat(event.source()).isEqualTo("kit-postgres");
          assertThat(event.traceParent()).contains("4bf92f3577b34da6a3ce929d0e0e4736");
        });
  }

  private static void append(
      PostgresOutbox outbox, Connection connection, String session, long sequence) {
    try {
      outbox.append(connection, started(session), sequence);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anEventThatComesTwiceIsAppliedOnce() throws Exception {
    String session = "twice-" + UUID.randomUUID();
    appendInMongo(session, 1, false);
    AppliedEvents applied = bean(mongoService, AppliedEvents.class);
    await().atMost(PATIENCE).until(() -> !applied.events(session).isEmpty());
    ReceivedEvent event = applied.events(session).getFirst();

    send(
        headersOf(event.id(), session),
        "{\"session_id\":\""
            + session
            + "\",\"user_id\":\"ann\",\"title\":\"\",\"started_at\":\"2026-01-01T00:00:00Z\"}");
    String marker = "marker-" + UUID.randomUUID();
    appendInMongo(marker, 1, false);
    await().atMost(PATIENCE).until(() -> !applied.events(marker).isEmpty());

    assertThat(applied.events(session)).hasSize(1);
  }

  @Test
  void poisonIsParkedWithItsReasonAndCanBeReplayed() throws Exception {
    String id = UUID.randomUUID().toString();
    String session = "poison-" + id;
    send(headersOf(id, session), "{\"session_id\":17,");
    ParkedEventStore parking = bean(mongoService, ParkedEventStore.class);
    ParkedEvent parked =
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    parking.list(new PageRequest(100, 0)).items().stream()
                        .filter(event -> id.equals(event.headers().get("ce_id")))
                        .findFirst()
                        .orElse(null),
                event -> event != null);
    assertThat(parked.reason()).contains("session.started").contains(id);

    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            mongoService.getURL()
                                + "/api/v1/kit-mongo/parked-events/"
                                + parked.id()
                                + "/replay"))
                    .header("Authorization", "Bearer " + tokens.token("op", "operator"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("replayed_at");
    await()
        .atMost(PATIENCE)
        .until(() ->
            parking.list(new PageRequest(100, 0)).items().stream()
                    .filter(event -> id.equals(event.headers().get("ce_id")))
                    .count()
                == 2);
  }

  @Test
  void allParkedEventsThatMatchAreReplayedOnceAndTheOthersStay() throws Exception {
    for (EmbeddedServer service : List.of(mongoService, postgresService)) {
      String name =
          service
              .getApplicationContext()
              .getRequiredProperty("micronaut.application.name", String.class);
      String mark = "100% of [" + UUID.randomUUID() + "]_";
      ParkedEventStore parking = bean(service, ParkedEventStore.class);
      for (int i = 0; i < 5; i++) {
        parking.park(parkedBefore(i, i < 3 ? "Broken by " + mark : "Broken by another"));
      }
      String list = "/api/v1/" + name + "/parked-events";
      String reason = URLEncoder.encode(mark.toUpperCase(Locale.ROOT), UTF_8);

      JsonNode found = call(service, "GET", list + "?replayed=false&reason=" + reason, "");
      assertThat(found.at("/paging/total").asInt()).isEqualTo(3);
      assertThat(found.at("/items/0/partition").asInt()).as("newest first").isEqualTo(902);
      assertThat(
              call(service, "GET", list + "?type=none&reason=" + reason, "")
                  .at("/paging/total")
                  .asInt())
          .isZero();

      String wanted =
          "{\"type\":\"session.started\",\"topic\":\"session.events.v1\",\"reason\":\""
              + mark
              + "\"}";
      JsonNode replayed = call(service, "POST", list + "/replay", wanted);

      assertThat(replayed.get("matched").asInt()).isEqualTo(3);
      assertThat(replayed.get("replayed").asInt()).isEqualTo(3);
      assertThat(replayed.get("items").findValuesAsText("id"))
          .as("the oldest first")
          .isEqualTo(found.get("items").findValuesAsText("id").reversed());
      assertThat(replayed.at("/items/0/replayed_at").asText()).isNotEmpty();
      assertThat(call(service, "POST", list + "/replay", wanted).get("matched").asInt())
          .as("none is sent again by itself")
          .isZero();
      assertThat(
              call(service, "GET", list + "?replayed=true&reason=" + reason, "")
                  .at("/paging/total")
                  .asInt())
          .isEqualTo(3);
    }
  }

  private static ParkedEvent parkedBefore(int number, String reason) {
    String id = UUID.randomUUID().toString();
    return new ParkedEvent(
        id,
        "kit-test",
        Topics.SESSION,
        900 + number,
        System.nanoTime(),
        "key".getBytes(UTF_8),
        headersOf(id, "parked-" + id),
        "{".getBytes(UTF_8),
        reason,
        Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number),
        null);
  }

  private JsonNode call(EmbeddedServer service, String method, String path, String body)
      throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(service.getURL() + path))
                    .header("Authorization", "Bearer " + tokens.token("op", "operator"))
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void anEngineThatIsDownDelaysAnEventAndDoesNotParkIt() {
    AppliedEvents applied = bean(mongoService, AppliedEvents.class);
    String session = "unavailable-" + UUID.randomUUID();
    applied.refuse.set(3);
    applied.refused = session;
    appendInMongo(session, 1, false);

    await().atMost(PATIENCE).until(() -> !applied.events(session).isEmpty());

    assertThat(applied.refuse.get()).isZero();
    assertThat(bean(mongoService, ParkedEventStore.class).list(new PageRequest(100, 0)).items())
        .noneMatch(event -> session.equals(event.headers().get("ce_subject")));
  }

  private static Map<String, String> headersOf(String id, String session) {
    return Map.of(
        "ce_specversion",
        "1.0",
        "ce_id",
        id,
        "ce_source",
        "kit-test",
        "ce_type",
        "session.started",
        "ce_time",
        "2026-01-01T00:00:00Z",
        "ce_subject",
        session,
        "ce_sequence",
        "1");
  }

  private static void send(Map<String, String> headers, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            TestEngines.shared().kafka().clientSettings(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(Topics.SESSION, "key".getBytes(UTF_8), value.getBytes(UTF_8));
      headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
      producer.send(record).get();
    }
  }
}
