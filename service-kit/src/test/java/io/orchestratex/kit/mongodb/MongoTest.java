package io.orchestratex.kit.mongodb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import io.micronaut.configuration.mongo.core.DefaultMongoConfiguration;
import io.micronaut.data.exceptions.DataAccessException;
import io.orchestratex.kit.CutReplies;
import io.orchestratex.kit.Gate;
import io.orchestratex.kit.RequestScope;
import io.orchestratex.kit.StoreService;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Transactions and faults on the real MongoDB. About 30 seconds: three services start while it is
 * away, and each waits for as long as the kit and the driver do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MongoTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Map<String, String> environment;
  private String uri;
  private StoreService service;
  private Mongo mongo;

  @BeforeAll
  void start() {
    environment = StoreService.environment("kitmongo");
    uri = requireNonNull(environment.get("MONGODB_URI"));
    service = StoreService.onMongo(environment, uri);
    mongo = service.bean(Mongo.class);
  }

  @AfterAll
  void stop() {
    service.close();
  }

  private MongoCollection<Document> fresh(String name) {
    MongoCollection<Document> collection = mongo.collection(name);
    mongo.run(collection::drop);
    return collection;
  }

  private static int n(@Nullable Document counter) {
    return requireNonNull(counter).getInteger("n");
  }

  private String member() {
    return new ConnectionString(uri).getHosts().getFirst();
  }

  private String through(String address) {
    return uri.replace(member(), address).replaceFirst("replicaSet=[^&]+", "directConnection=true")
        + "&serverSelectionTimeoutMS=500";
  }

  @Test
  void transactionsThatMeetRunAgainUntilEachWasCounted() throws Exception {
    MongoCollection<Document> counters = fresh("counters");
    mongo.run(() -> counters.insertOne(new Document("_id", "c").append("n", 0)));
    AtomicInteger runs = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        all.add(
            threads.submit(() ->
                mongo.inTransaction(session -> {
                  runs.incrementAndGet();
                  int n = n(counters.find(session, Filters.eq("_id", "c")).first());
                  return counters.updateOne(
                      session, Filters.eq("_id", "c"), Updates.set("n", n + 1));
                })));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }

    assertThat(n(counters.find().first())).isEqualTo(40);
    assertThat(runs).as("some met and ran again").hasValueGreaterThan(40);
  }

  @Test
  void transactionsThatStoreTheSameKeyBuildOnTheFirstWhereDeclared() throws Exception {
    MongoCollection<Document> words = fresh("words");
    mongo.run(() -> words.createIndex(Indexes.ascending("word"), new IndexOptions().unique(true)));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        all.add(
            threads.submit(() ->
                mongo.inTransaction(
                    Mongo.Meeting.WRITES_AND_KEYS,
                    session -> {
                      Document found = words.find(session, Filters.eq("word", "w")).first();
                      if (found == null) {
                        words.insertOne(session, new Document("word", "w").append("n", 1));
                      } else {
                        words.updateOne(session, Filters.eq("word", "w"), Updates.inc("n", 1));
                      }
                      return true;
                    })));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }

    assertThat(n(words.find().first())).isEqualTo(16);
  }

  @Test
  void aTakenKeyIsAConflictWithoutTheDriversText() {
    MongoCollection<Document> keys = fresh("keys");
    mongo.run(() -> keys.insertOne(new Document("_id", "taken-secret")));

    assertThatThrownBy(() ->
            mongo.inTransaction(session -> {
              keys.insertOne(session, new Document("_id", "other"));
              return keys.insertOne(session, new Document("_id", "taken-secret"));
            }))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure()).isInstanceOf(Failure.Conflict.class);
              assertThat(e.failure().code()).isEqualTo("kit.already-exists");
              assertThat(e.failure().detail()).doesNotContain("E11000").doesNotContain("secret");
            });
    assertThat(keys.countDocuments()).as("nothing of the transaction").isEqualTo(1);
  }

  @Test
  void whatTheWorkThrowsComesOutAndNothingIsStored() {
    MongoCollection<Document> things = fresh("things");
    FailureException refused = FailureException.conflict("thing.full", "There are enough.");

    assertThatThrownBy(() ->
            mongo.inTransaction(session -> {
              things.insertOne(session, new Document());
              throw refused;
            }))
        .isSameAs(refused);

    assertThat(things.countDocuments()).isZero();
  }

  @Test
  void aCommitWhoseAnswerIsLostIsSentAgainAndCountsOnce() throws Exception {
    MongoCollection<Document> sums = fresh("sums");
    mongo.run(() -> sums.insertOne(new Document("_id", "s").append("n", 0)));
    try (CutReplies proxy = new CutReplies(member(), "commitTransaction");
        StoreService other = StoreService.onMongo(environment, through(proxy.address()))) {
      AtomicInteger runs = new AtomicInteger();
      proxy.cut(2);

      other
          .bean(Mongo.class)
          .inTransaction(session -> {
            runs.incrementAndGet();
            return other
                .bean(Mongo.class)
                .collection("sums")
                .updateOne(session, Filters.eq("_id", "s"), Updates.inc("n", 1));
          });

      assertThat(proxy.left()).as("answers that were still to be lost").isZero();
      assertThat(runs).as("only the commit was repeated").hasValue(1);
    }
    assertThat(n(sums.find().first())).isEqualTo(1);
  }

  @Test
  void anEngineThatIsAwayIsAnUnavailableWithoutHostOrAccount() throws Exception {
    try (Gate gate = new Gate(member())) {
      gate.open();
      try (StoreService other = StoreService.onMongo(environment, through(gate.address()))) {
        Mongo there = other.bean(Mongo.class);
        await().atMost(PATIENCE).until(() -> other.health("readiness").statusCode() == 200);
        gate.close();

        assertThatThrownBy(() -> there.call(() -> there.collection("things").countDocuments()))
            .satisfies(MongoTest::isUnavailable);
        assertThatThrownBy(() ->
                there.inTransaction(
                    session -> there.collection("things").insertOne(session, new Document())))
            .satisfies(MongoTest::isUnavailable);
        assertThat(other.health("readiness").statusCode()).isEqualTo(503);
      }
    }
  }

  @Test
  void aRequestWaitsForAnEngineThatHangsUntilItsDeadlineAndNoLonger() throws Exception {
    Duration deadline = Duration.ofMillis(800);
    try (Gate gate = new Gate(member())) {
      gate.open();
      try (StoreService other =
          StoreService.onMongo(
              environment,
              through(gate.address()),
              Map.of("orchestratex.store.deadline", deadline))) {
        Mongo there = other.bean(Mongo.class);
        await().atMost(PATIENCE).until(() -> other.health("readiness").statusCode() == 200);
        MongoCollection<Document> things = there.collection("things_behind");
        there.run(() -> things.insertOne(new Document()));
        gate.freeze();

        Duration waited =
            RequestScope.timed(() -> {
              assertThatThrownBy(() -> there.call(things::countDocuments))
                  .satisfies(MongoTest::isOutOfTime);
              long begun = System.nanoTime();
              assertThatThrownBy(() -> there.call(things::countDocuments))
                  .satisfies(MongoTest::isUnavailable);
              assertThat(Duration.ofNanos(System.nanoTime() - begun))
                  .as("the request has used its time up")
                  .isLessThan(deadline);
            });
        Duration inTransaction =
            RequestScope.timed(() ->
                assertThatThrownBy(() ->
                        there.inTransaction(session -> things.insertOne(session, new Document())))
                    .satisfies(MongoTest::isOutOfTime));

        assertThat(waited).isBetween(deadline, deadline.multipliedBy(5));
        assertThat(inTransaction).isBetween(deadline, deadline.multipliedBy(5));
        gate.thaw();
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> there.call(things::countDocuments) > 0);
      }
    }
  }

  private static void isOutOfTime(Throwable fault) {
    assertThat(fault)
        .isInstanceOfSatisfying(
            FailureException.class,
            e ->
                assertThat(e.failure())
                    .isEqualTo(
                        new Failure.Unavailable(
                            "kit.store-unavailable",
                            "MongoDB did not answer in time. If the request changes something, read"
                                + " it before you try again.",
                            Duration.ofSeconds(5))));
  }

  @Test
  void whatARepositoryWrapsIsTheSameFailure() {
    MongoCollection<Document> keys = fresh("keys_of_a_repository");
    mongo.run(() -> keys.insertOne(new Document("_id", "taken")));

    assertThatThrownBy(() ->
            mongo.run(() -> {
              try {
                keys.insertOne(new Document("_id", "taken"));
              } catch (MongoException e) {
                throw new DataAccessException("Cannot persist", e);
              }
            }))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.Conflict.class));
    assertThatThrownBy(() ->
            mongo.run(() -> {
              throw new DataAccessException("Cannot read", new MongoTimeoutException("no server"));
            }))
        .satisfies(MongoTest::isUnavailable);
  }

  @Test
  void noEntitiesAreLookedForAtTheStart() {
    assertThat(service.bean(DefaultMongoConfiguration.class).getPackageNames()).isEmpty();
  }

  private static void isUnavailable(Throwable fault) {
    assertThat(fault).isInstanceOf(FailureException.class);
    Failure failure = ((FailureException) fault).failure();
    assertThat(failure).isInstanceOf(Failure.Unavailable.class);
    assertThat(failure.code()).isEqualTo("kit.store-unavailable");
    assertThat(failure.detail()).isEqualTo("MongoDB does not answer. Try again shortly.");
  }

  @Test
  void aServiceStartsUnreadyWhileMongoDbIsAwayAndBecomesReadyByItself() throws Exception {
    try (Gate gate = new Gate(member());
        StoreService late = StoreService.onMongo(environment, through(gate.address()))) {
      assertThat(late.health("readiness").statusCode()).isEqualTo(503);
      assertThat(late.health("readiness").body())
          .contains("MongoDB is not ready: it does not answer");
      assertThat(late.health("liveness").statusCode()).isEqualTo(200);

      gate.open();
      await().atMost(PATIENCE).until(() -> late.health("readiness").statusCode() == 200);
      assertThat(late.bean(Mongo.class).start().isPrepared()).isTrue();
    }
  }

  @Test
  void aRefusedAccountIsWaitedForAndSaidSo() {
    String wrong = uri.replaceFirst("(mongodb://[^:]+):[^@]+@", "$1:wrong@");
    assertThat(wrong).isNotEqualTo(uri);
    try (StoreService refused = StoreService.onMongo(environment, wrong)) {
      assertThat(refused.health("readiness").statusCode()).isEqualTo(503);
      assertThat(refused.health("readiness").body())
          .contains("MongoDB is not ready: it refuses the account of this service");
    }
  }
}
