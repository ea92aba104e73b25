package io.orchestratex.kit.postgresql;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micronaut.transaction.TransactionOperations;
import io.orchestratex.kit.CutReplies;
import io.orchestratex.kit.Gate;
import io.orchestratex.kit.RequestScope;
import io.orchestratex.kit.StoreService;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.postgresql.Postgres.Isolation;
import java.io.FileNotFoundException;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Transactions and faults on the real PostgreSQL. Three services start, and one waits for as long
 * as the kit and the pool do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Map<String, String> environment;
  private String url;
  private StoreService service;
  private Postgres postgres;

  @BeforeAll
  void start() {
    environment = StoreService.environment("kitpostgres");
    url = requireNonNull(environment.get("POSTGRES_URL"));
    service = StoreService.onPostgres(environment, url);
    postgres = service.bean(Postgres.class);
    postgres.inTransaction(sql ->
        sql.execute(
            """
            CREATE TABLE IF NOT EXISTS counters (name text PRIMARY KEY, n int NOT NULL);
            CREATE TABLE IF NOT EXISTS children (parent text NOT NULL REFERENCES counters (name))\
            """));
  }

  @AfterAll
  void stop() {
    service.close();
  }

  private String counter(int n) {
    String name = UUID.randomUUID().toString();
    postgres.inTransaction(sql -> insert(sql, name, n));
    return name;
  }

  private static int insert(Handle sql, String name, int n) {
    return sql.createUpdate("INSERT INTO counters (name, n) VALUES (:name, :n)")
        .bind("name", name)
        .bind("n", n)
        .execute();
  }

  private static int add(Handle sql, String name, int more) {
    return sql.createUpdate("UPDATE counters SET n = n + :more WHERE name = :name")
        .bind("name", name)
        .bind("more", more)
        .execute();
  }

  private static int read(Handle sql, String name) {
    return sql.createQuery("SELECT n FROM counters WHERE name = :name")
        .bind("name", name)
        .mapTo(Integer.class)
        .one();
  }

  private int value(String name) {
    return postgres.inTransaction(Isolation.SNAPSHOT, sql -> read(sql, name));
  }

  private String server() {
    URI uri = URI.create(url.substring("jdbc:".length()));
    return uri.getHost() + ":" + uri.getPort();
  }

  /** Otherwise the driver prepares COMMIT once for each connection, and sends its name. */
  private String inPlainText(String address) {
    String through = url.replace(server(), address);
    return through + (through.contains("?") ? "&" : "?") + "preferQueryMode=simple";
  }

  @Test
  void serializationFailuresRunAgainUntilEachWasCounted() throws Exception {
    String name = counter(0);
    AtomicInteger runs = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        all.add(
            threads.submit(() ->
                postgres.inTransaction(
                    Isolation.SERIALIZABLE,
                    sql -> {
                      runs.incrementAndGet();
                      return sql.createUpdate("UPDATE counters SET n = :n WHERE name = :name")
                          .bind("n", read(sql, name) + 1)
                          .bind("name", name)
                          .execute();
                    })));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }

    assertThat(value(name)).isEqualTo(30);
    assertThat(runs).as("some met and ran again").hasValueGreaterThan(30);
  }

  @Test
  void aDeadlockEndsWithBothDone() throws Exception {
    String one = counter(0);
    String two = counter(0);
    CyclicBarrier bothHoldOne = new CyclicBarrier(2);
    AtomicInteger runs = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> both = new ArrayList<>();
      for (List<String> order : List.of(List.of(one, two), List.of(two, one))) {
        both.add(
            threads.submit(() ->
                postgres.<Integer, Exception>inTransaction(sql -> {
                  add(sql, order.get(0), 1);
                  if (runs.incrementAndGet() <= 2) {
                    bothHoldOne.await(10, TimeUnit.SECONDS);
                  }
                  return add(sql, order.get(1), 1);
                })));
      }
      for (Future<Integer> each : both) {
        each.get();
      }
    }

    assertThat(runs).hasValue(3);
    assertThat(List.of(value(one), value(two))).containsExactly(2, 2);
  }

  @Test
  void aConnectionThatBreaksBeforeTheCommitIsReplaced() {
    String name = counter(0);
    AtomicInteger runs = new AtomicInteger();

    postgres.inTransaction(sql -> {
      add(sql, name, 1);
      if (runs.incrementAndGet() == 1) {
        sql.execute("SELECT pg_terminate_backend(pg_backend_pid())");
      }
      return add(sql, name, 1);
    });

    assertThat(runs).hasValue(2);
    assertThat(value(name)).isEqualTo(2);
  }

  @Test
  void aCommitWhoseAnswerIsLostIsNotRunAgain() throws Exception {
    String name = counter(0);
    try (CutReplies proxy = new CutReplies(server(), "COMMIT");
        StoreService other = StoreService.onPostgres(environment, inPlainText(proxy.address()))) {
      Postgres there = other.bean(Postgres.class);
      await().atMost(PATIENCE).until(() -> other.health("readiness").statusCode() == 200);
      AtomicInteger runs = new AtomicInteger();
      proxy.cut(1);

      assertThatThrownBy(() ->
              there.inTransaction(sql -> {
                runs.incrementAndGet();
                return add(sql, name, 1);
              }))
          .satisfies(fault ->
              isUnavailable(
                  fault,
                  "PostgreSQL did not say whether the change was stored."
                      + " Read it before you try again."));

      assertThat(proxy.left()).as("answers that were still to be lost").isZero();
      assertThat(runs).hasValue(1);
    }
    assertThat(value(name)).as("it was stored, once").isEqualTo(1);
  }

  static void isUnavailable(Throwable fault, String detail) {
    assertThat(fault).isInstanceOf(FailureException.class);
    Failure failure = ((FailureException) fault).failure();
    assertThat(failure).isInstanceOf(Failure.Unavailable.class);
    assertThat(failure.code()).isEqualTo("kit.store-unavailable");
    assertThat(failure.detail()).isEqualTo(detail);
  }

  @Test
  void aTakenKeyAndABrokenReferenceAreConflictsWithoutTheDriversText() {
    String name = counter(1);

    assertThatThrownBy(() -> postgres.inTransaction(sql -> insert(sql, name, 2)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure()).isInstanceOf(Failure.Conflict.class);
              assertThat(e.failure().code()).isEqualTo("kit.already-exists");
              assertThat(e.failure().detail()).doesNotContain(name).doesNotContain("counters");
            });
    assertThatThrownBy(() ->
            postgres.inTransaction(sql -> sql.execute("INSERT INTO children VALUES ('nobody')")))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo("kit.reference-broken"));
    assertThatThrownBy(() -> postgres.inTransaction(sql -> sql.execute("SELECT nonsense")))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure()).isInstanceOf(Failure.Internal.class);
              assertThat(e.failure().detail()).doesNotContain("nonsense");
            });
  }

  @Test
  void whatTheWorkThrowsComesOutAndNothingIsStored() {
    String name = counter(0);
    FileNotFoundException checked = new FileNotFoundException("no such file");
    FailureException refused = FailureException.conflict("counter.full", "It is full.");
    for (Exception thrown : List.of(checked, refused)) {
      assertThatThrownBy(() ->
              postgres.<Integer, Exception>inTransaction(sql -> {
                add(sql, name, 1);
                throw thrown;
              }))
          .isSameAs(thrown);
    }

    assertThat(value(name)).isZero();
  }

  @Test
  void everythingInsideIsOneTransaction() {
    String name = counter(0);
    @SuppressWarnings("unchecked")
    TransactionOperations<Connection> micronaut = service.bean(TransactionOperations.class);

    assertThatThrownBy(() ->
            postgres.inTransaction(sql -> {
              assertThat(micronaut.getConnection().unwrap(Connection.class))
                  .as("repositories of Micronaut Data use the same connection")
                  .isSameAs(sql.getConnection().unwrap(Connection.class));
              postgres.inTransaction(inner -> add(inner, name, 1));
              throw new IllegalStateException("after the inner one");
            }))
        .hasMessage("after the inner one");

    assertThat(value(name)).as("the inner one is part of the outer one").isZero();
  }

  @Test
  void aSnapshotSeesNoLaterCommitAndWritesNothing() {
    String name = counter(1);

    List<Integer> seen =
        postgres.inTransaction(
            Isolation.SNAPSHOT,
            sql -> {
              int before = read(sql, name);
              try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                other.submit(() -> postgres.inTransaction(another -> add(another, name, 1)));
              }
              return List.of(before, read(sql, name));
            });

    assertThat(seen).containsExactly(1, 1);
    assertThat(value(name)).isEqualTo(2);
    assertThatThrownBy(() -> postgres.inTransaction(Isolation.SNAPSHOT, sql -> add(sql, name, 1)))
        .isInstanceOf(FailureException.class);
  }

  @Test
  void arraysTimesAndCastsBindByName() {
    UUID id = UUID.randomUUID();

    List<String> found =
        postgres.inTransaction(sql ->
            sql.createQuery(
                    """
                    SELECT t FROM unnest(:texts, :numbers, :ids) AS u (t, n, i)
                    WHERE n > :least AND i = :id AND (:json::jsonb ->> 'a') = '1' AND :none::text IS NULL\
                    """)
                .bindArray("texts", String.class, "x", "y")
                .bindArray("numbers", Long.class, 1L, 2L)
                .bindArray("ids", UUID.class, id, id)
                .bind("least", 1)
                .bind("id", id)
                .bind("json", "{\"a\": 1}")
                .bind("none", (String) null)
                .mapTo(String.class)
                .list());

    assertThat(found).containsExactly("y");
  }

  @Test
  void aRequestWaitsForAnEngineThatHangsUntilItsDeadlineAndHearsNothingOfThePool()
      throws Exception {
    Duration deadline = Duration.ofMillis(800);
    try (Gate gate = new Gate(server())) {
      gate.open();
      try (StoreService other =
          StoreService.onPostgres(
              environment,
              url.replace(server(), gate.address()),
              Map.of(
                  "orchestratex.store.deadline",
                  deadline,
                  "datasources.default.maximum-pool-size",
                  3))) {
        Postgres there = other.bean(Postgres.class);
        await().atMost(PATIENCE).until(() -> other.health("readiness").statusCode() == 200);
        there.inTransaction(sql -> sql.execute("SELECT 1"));
        gate.freeze();

        for (Isolation isolation : List.of(Isolation.READ_COMMITTED, Isolation.SERIALIZABLE)) {
          Duration waited =
              RequestScope.timed(() ->
                  assertThatThrownBy(
                          () -> there.inTransaction(isolation, sql -> sql.execute("SELECT 1")))
                      .satisfies(fault ->
                          isUnavailable(
                              fault,
                              "PostgreSQL did not answer in time. If the request changes"
                                  + " something, read it before you try again.")));
          assertThat(waited).isBetween(deadline, deadline.multipliedBy(5));
        }
        // Nobody waits for this one but the pool, which gives up by itself.
        assertThatThrownBy(() -> there.inTransaction(sql -> sql.execute("SELECT 1")))
            .satisfies(
                fault -> isUnavailable(fault, "PostgreSQL does not answer. Try again shortly."));

        gate.thaw();
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() ->
                there.<Integer, RuntimeException>inTransaction(
                        sql -> sql.createQuery("SELECT 1").mapTo(Integer.class).one())
                    == 1);
      }
    }
  }
}
