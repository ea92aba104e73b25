package io.orchestratex.kit;

import static io.orchestratex.kit.OutboxService.appendInMongo;
import static io.orchestratex.kit.OutboxService.database;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.micronaut.context.ApplicationContext;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.outbox.MongoOutbox;
import io.orchestratex.kit.outbox.OutboxMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the relay sees of the outbox in MongoDB, and who may relay. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MongoOutboxTest {

  private OutboxService services;

  @BeforeAll
  void prepare() {
    services = new OutboxService("kitoutbox");
  }

  @AfterAll
  void stop() {
    services.close();
  }

  @Test
  void aLookAtTheMongoOutboxShowsNoEventWithoutTheOnesBeforeIt() throws Exception {
    try (ApplicationContext service = services.onMongo();
        ExecutorService writers = Executors.newFixedThreadPool(4)) {
      MongoDatabase database = database(service);
      MongoCollection<Document> outbox = database.getCollection("outbox");
      keepTheRelayAway(database);
      outbox.deleteMany(new Document());
      // A look reads the events with sequence 1, then these, then those with sequence 2 of keys
      // that were written meanwhile: a hundred at a time, so there is time to commit in between.
      outbox.insertMany(IntStream.range(0, 400).mapToObj(_ -> waiting("filler", 2)).toList());
      AtomicBoolean enough = new AtomicBoolean();
      AtomicInteger pairs = new AtomicInteger();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        running.add(
            writers.submit(() -> {
              while (!enough.get()) {
                String key = "pair-" + UUID.randomUUID();
                appendInMongo(service, key, 1);
                appendInMongo(service, key, 2);
                pairs.incrementAndGet();
                // The second first: a look in between must not miss the first.
                outbox.deleteOne(Filters.and(Filters.eq("key", key), Filters.eq("sequence", 2L)));
                outbox.deleteOne(Filters.eq("key", key));
              }
            }));
      }
      try {
        List<String> lonely = new ArrayList<>();
        for (int look = 0; look < 400 || pairs.get() < 400; look++) {
          lonely.addAll(secondsWithoutTheirFirsts(service.getBean(MongoOutbox.class).peek(500)));
        }

        assertThat(lonely).isEmpty();
      } finally {
        enough.set(true);
        for (Future<?> writer : running) {
          writer.get(30, TimeUnit.SECONDS);
        }
        database.getCollection("leases").deleteMany(new Document());
        outbox.deleteMany(new Document());
      }
    }
  }

  private static void keepTheRelayAway(MongoDatabase database) {
    // Its own relay leads already, or will: from here on neither may.
    database
        .getCollection("leases")
        .updateOne(
            Filters.eq("_id", "outbox-relay"),
            Updates.combine(
                Updates.set("owner", "the test"),
                Updates.set("until", Date.from(Instant.now().plusSeconds(600)))),
            new UpdateOptions().upsert(true));
  }

  private static Document waiting(String key, long sequence) {
    return new Document("topic", Topics.SESSION)
        .append("key", key)
        .append("sequence", sequence)
        .append("headers", new Document("ce_sequence", Long.toString(sequence)))
        .append("value", new Binary(new byte[0]));
  }

  private static List<String> secondsWithoutTheirFirsts(List<OutboxMessage> messages) {
    Map<String, List<String>> sequences =
        messages.stream()
            .filter(message -> message.key().startsWith("pair-"))
            .collect(
                Collectors.groupingBy(
                    OutboxMessage::key,
                    Collectors.mapping(
                        message -> message.headers().get("ce_sequence"), Collectors.toList())));
    return sequences.entrySet().stream()
        .filter(entry -> entry.getValue().equals(List.of("2")))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void aHighSequenceHasItsTurnWhileLowOnesKeepComing() {
    try (ApplicationContext service = services.onMongo()) {
      MongoDatabase database = database(service);
      keepTheRelayAway(database);
      MongoCollection<Document> outbox = database.getCollection("outbox");
      outbox.deleteMany(new Document());
      MongoOutbox store = service.getBean(MongoOutbox.class);
      outbox.insertMany(
          LongStream.rangeClosed(901, 1_000).mapToObj(n -> waiting("patient", n)).toList());

      List<String> sent = new ArrayList<>();
      for (int round = 0; round < 20 && sent.size() < 100; round++) {
        int of = round;
        outbox.insertMany(
            IntStream.range(0, 120).mapToObj(i -> waiting("new-" + of + "-" + i, 1)).toList());
        List<OutboxMessage> batch = store.peek(50);
        assertThat(batch).hasSizeLessThanOrEqualTo(50);
        batch.stream()
            .filter(message -> message.key().equals("patient"))
            .forEach(message -> sent.add(message.headers().get("ce_sequence")));
        store.delete(batch);
      }

      assertThat(sent)
          .containsExactlyElementsOf(
              LongStream.rangeClosed(901, 1_000).mapToObj(Long::toString).toList());
      outbox.deleteMany(new Document());
      database.getCollection("leases").deleteMany(new Document());
    }
  }

  @Test
  void theDatabasesClockDecidesWhoMayRelay() {
    try (ApplicationContext service = services.onMongo()) {
      MongoDatabase database = database(service);
      MongoCollection<Document> leases = database.getCollection("leases");
      MongoOutbox store = service.getBean(MongoOutbox.class);
      keepTheRelayAway(database);
      assertThat(store.lead()).as("another process has the lease").isFalse();

      // Over by the database's clock, whatever other clocks say.
      Date serverTime = database.runCommand(new Document("hello", 1)).getDate("localTime");
      leases.updateOne(
          Filters.eq("_id", "outbox-relay"),
          Updates.set("until", new Date(serverTime.getTime() - 1)));
      assertThat(store.lead()).isTrue();
      Document own = requireNonNull(leases.find(Filters.eq("_id", "outbox-relay")).first());
      assertThat(own.getDate("until"))
          .isBetween(serverTime, new Date(serverTime.getTime() + 20_000));
      assertThat(store.lead()).as("it still leads").isTrue();

      leases.deleteMany(new Document());
      assertThat(store.lead()).as("the first lease of all").isTrue();
    }
  }

  @Test
  void aProcessWhoseClockIsAMinuteAheadTakesNoLeaseThatLives() {
    InstantSource ahead = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(1));
    try (ApplicationContext leader = services.onMongo()) {
      database(leader).getCollection("leases").deleteMany(new Document());
      assertThat(leader.getBean(MongoOutbox.class).lead()).isTrue();

      try (ApplicationContext other = services.onMongo(ahead)) {
        assertThat(other.getBean(MongoOutbox.class).lead()).isFalse();
        assertThat(leader.getBean(MongoOutbox.class).lead()).isTrue();
      }
    }
  }
}
