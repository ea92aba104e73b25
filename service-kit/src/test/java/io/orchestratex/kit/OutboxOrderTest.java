package io.orchestratex.kit;

import static io.orchestratex.kit.OutboxService.database;
import static io.orchestratex.kit.OutboxService.started;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import io.micronaut.context.ApplicationContext;
import io.micronaut.jdbc.DataSourceResolver;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.outbox.MongoOutbox;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.local.TestEngines;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The order of events while many write at once, on the real MongoDB, PostgreSQL and Kafka. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxOrderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WRITERS = 12;
  private static final int KEYS = 3;
  private static final int EVENTS_OF_WRITER = 50;

  private OutboxService services;

  @BeforeAll
  void prepare() {
    services = new OutboxService("kitorder");
  }

  @AfterAll
  void stop() {
    services.close();
  }

  @Test
  void manyWritersOverFewKeysKeepEachKeysOrderInMongo() throws Exception {
    try (ApplicationContext service = services.onMongo()) {
      String prefix = "order-mongo-" + UUID.randomUUID();
      MongoCollection<Document> subjects = database(service).getCollection("subjects");
      subjects.insertMany(
          IntStream.range(0, KEYS)
              .mapToObj(i -> new Document("_id", prefix + "-" + i).append("version", 0L))
              .toList());

      assertInOrderAndOnce(
          prefix,
          key -> changeInMongo(service, subjects, key),
          () ->
              database(service)
                  .getCollection("outbox")
                  .countDocuments(Filters.regex("key", "^" + prefix)));
    }
  }

  private static void changeInMongo(
      ApplicationContext service, MongoCollection<Document> subjects, String key) {
    try (ClientSession session = service.getBean(MongoClient.class).startSession()) {
      session.withTransaction(() -> {
        Document subject =
            subjects.findOneAndUpdate(
                session,
                Filters.eq("_id", key),
                Updates.inc("version", 1L),
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
        service
            .getBean(MongoOutbox.class)
            .append(session, started(key), requireNonNull(subject).getLong("version"));
        return key;
      });
    }
  }

  @Test
  void manyWritersOverFewKeysKeepEachKeysOrderInPostgres() throws Exception {
    try (ApplicationContext service = services.onPostgres()) {
      String prefix = "order-postgres-" + UUID.randomUUID();
      DataSource dataSource =
          service.getBean(DataSourceResolver.class).resolve(service.getBean(DataSource.class));
      run(dataSource, "CREATE TABLE IF NOT EXISTS subjects (id text PRIMARY KEY, version bigint)");
      for (int i = 0; i < KEYS; i++) {
        run(dataSource, "INSERT INTO subjects VALUES ('" + prefix + "-" + i + "', 0)");
      }

      assertInOrderAndOnce(
          prefix,
          key -> changeInPostgres(service, dataSource, key),
          () -> number(dataSource, "SELECT count(*) FROM outbox WHERE key LIKE '" + prefix + "%'"));
    }
  }

  @Test
  void anEventWaitsForWritersOfItsOwnDatabaseOnly() throws Exception {
    Map<String, String> elsewhere =
        TestEngines.shared().environmentOf("backup-service", "kitelsewhere");
    try (ApplicationContext service = services.onPostgres();
        Connection other =
            DriverManager.getConnection(
                elsewhere.get("POSTGRES_URL"),
                elsewhere.get("POSTGRES_USER"),
                elsewhere.get("POSTGRES_PASSWORD"))) {
      DataSource dataSource =
          service.getBean(DataSourceResolver.class).resolve(service.getBean(DataSource.class));
      beginToWrite(other);
      String key = "elsewhere-" + UUID.randomUUID();
      String waiting = "SELECT count(*) FROM outbox WHERE key = '" + key + "'";
      try (Connection own = dataSource.getConnection()) {
        beginToWrite(own);
        try (Connection writer = dataSource.getConnection()) {
          writer.setAutoCommit(false);
          service.getBean(PostgresOutbox.class).append(writer, started(key), 1);
          writer.commit();
        }
        await()
            .during(Duration.ofSeconds(1))
            .atMost(PATIENCE)
            .until(() -> number(dataSource, waiting) == 1);
        own.rollback();
      }
      await().atMost(PATIENCE).until(() -> number(dataSource, waiting) == 0);
      other.rollback();
    }
  }

  private static void beginToWrite(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement begin = connection.prepareStatement("SELECT pg_current_xact_id()")) {
      begin.execute();
    }
  }

  private static void changeInPostgres(
      ApplicationContext service, DataSource dataSource, String key) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      long version;
      try (PreparedStatement update =
          connection.prepareStatement(
              "UPDATE subjects SET version = version + 1 WHERE id = ? RETURNING version")) {
        update.setString(1, key);
        try (ResultSet row = update.executeQuery()) {
          row.next();
          version = row.getLong(1);
        }
      }
      service.getBean(PostgresOutbox.class).append(connection, started(key), version);
      connection.commit();
    }
  }

  /** A change of a subject with its event, in one transaction. */
  @FunctionalInterface
  private interface ChangeOf {
    void run(String key) throws Exception;
  }

  /** How many events wait. */
  @FunctionalInterface
  private interface Waiting {
    long count() throws Exception;
  }

  private static void assertInOrderAndOnce(String prefix, ChangeOf change, Waiting waiting)
      throws Exception {
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                TestEngines.shared().kafka().clientSettings(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      Set<TopicPartition> partitions =
          consumer.partitionsFor(Topics.SESSION).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .collect(Collectors.toSet());
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);

      List<Future<?>> running = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        int writer = w;
        running.add(
            writers.submit(() -> {
              for (int i = 0; i < EVENTS_OF_WRITER; i++) {
                change.run(prefix + "-" + (writer + i) % KEYS);
              }
              return writer;
            }));
      }
      for (Future<?> writer : running) {
        writer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      await().atMost(PATIENCE).until(() -> waiting.count() == 0);

      Map<String, List<Long>> sequences = read(consumer, partitions, prefix);
      assertThat(sequences).hasSize(KEYS);
      List<Long> whole =
          LongStream.rangeClosed(1, (long) WRITERS * EVENTS_OF_WRITER / KEYS).boxed().toList();
      sequences.values().forEach(ofKey -> assertThat(ofKey).isEqualTo(whole));
    }
  }

  /** Everything up to where the partitions end now. */
  private static Map<String, List<Long>> read(
      KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions, String prefix) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<String, List<Long>> sequences = new TreeMap<>();
    while (partitions.stream().anyMatch(p -> consumer.position(p) < requireNonNull(ends.get(p)))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
        String key = new String(record.key(), UTF_8);
        if (key.startsWith(prefix)) {
          sequences
              .computeIfAbsent(key, _ -> new ArrayList<>())
              .add(
                  Long.parseLong(
                      new String(record.headers().lastHeader("ce_sequence").value(), UTF_8)));
        }
      }
    }
    return sequences;
  }

  private static void run(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  private static long number(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
