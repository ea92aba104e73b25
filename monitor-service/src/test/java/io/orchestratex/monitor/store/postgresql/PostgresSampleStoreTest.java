package io.orchestratex.monitor.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.local.TestEngines;
import io.orchestratex.monitor.sample.SampleStore;
import io.orchestratex.monitor.sample.Series;
import io.orchestratex.monitor.sample.SeriesSelector;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresSampleStoreTest {

  private static final Instant HOUR = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant NEXT = HOUR.plus(Duration.ofHours(1));

  private HikariDataSource pool;
  private SampleStore store;

  @BeforeAll
  void start() {
    Map<String, String> environment =
        TestEngines.shared().environmentOf("monitor-service", "store_test");
    pool = new HikariDataSource();
    pool.setJdbcUrl(environment.get("POSTGRES_URL"));
    pool.setUsername(environment.get("POSTGRES_USER"));
    pool.setPassword(environment.get("POSTGRES_PASSWORD"));
    Flyway.configure()
        .dataSource(pool)
        .locations("classpath:db/plumbing", "classpath:db/migration")
        .load()
        .migrate();
    store =
        new PostgresSampleStore(
            pool, null, new SeriesTable(new ObjectMapper()), new ChunkTable(), null);
  }

  @AfterAll
  void stop() {
    pool.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    sql("TRUNCATE measurement, chunk");
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Sampled sampled(Instant at, double a, double b) {
    return new Sampled(
        "t",
        "host",
        at,
        List.of(new Sample("m", Map.of("x", "a"), a), new Sample("m", Map.of("x", "b\"'\\"), b)));
  }

  private Map<String, List<List<Number>>> read(Instant from, Instant to) {
    List<Series> series = store.find(new SeriesSelector("m", "t", Map.of()), 10);
    Map<String, List<List<Number>>> points = new TreeMap<>();
    store.read(
        series,
        from,
        to,
        (of, at, value) ->
            points
                .computeIfAbsent(of.labels().getOrDefault("x", ""), _ -> new ArrayList<>())
                .add(List.of(at - HOUR.toEpochMilli(), value)));
    points
        .values()
        .forEach(each ->
            each.sort((p, q) -> Long.compare(p.getFirst().longValue(), q.getFirst().longValue())));
    return points;
  }

  @Test
  void keepsAMeasurementOnceHoweverOftenItComes() throws SQLException {
    assertThat(store.append(sampled(HOUR, 1, 2))).isTrue();
    assertThat(store.append(sampled(HOUR, 1, 2))).isFalse();

    assertThat(read(HOUR, NEXT))
        .isEqualTo(Map.of("a", List.of(List.of(0L, 1.0)), "b\"'\\", List.of(List.of(0L, 2.0))));
    assertThat(number("SELECT count(*) FROM measurement")).isEqualTo(1);
  }

  @Test
  void readersSeeNoDifferenceWhenAnHourIsPacked() throws SQLException {
    for (int i = 0; i < 100; i++) {
      store.append(sampled(HOUR.plusSeconds(i * 30L), i, i / 8.0));
    }
    store.append(sampled(NEXT.plusSeconds(1), 7, 7));
    var before = read(HOUR, NEXT.plusSeconds(60));

    assertThat(store.seal(NEXT)).isEqualTo(100);

    assertThat(read(HOUR, NEXT.plusSeconds(60))).isEqualTo(before);
    assertThat(number("SELECT count(*) FROM measurement")).isEqualTo(1);
    assertThat(number("SELECT count(*) FROM chunk")).isEqualTo(2);
    assertThat(number("SELECT sum(samples) FROM chunk")).isEqualTo(200);
    assertThat(store.seal(NEXT)).isZero();
    assertThat(read(HOUR.plusSeconds(30), HOUR.plusSeconds(90)).get("a"))
        .containsExactly(List.of(30_000L, 1.0), List.of(60_000L, 2.0));
  }

  @Test
  void whatComesAgainAfterPackingCountsOnceAndWhatComesLateIsAdded() throws SQLException {
    store.append(sampled(HOUR, 1, 1));
    store.seal(NEXT);
    store.append(sampled(HOUR, 1, 1));
    store.append(sampled(HOUR.plusSeconds(5), 2, 2));
    List<List<Number>> expected = List.of(List.of(0L, 1.0), List.of(5_000L, 2.0));

    assertThat(read(HOUR, NEXT).get("a")).isEqualTo(expected);
    store.seal(NEXT);
    assertThat(read(HOUR, NEXT).get("a")).isEqualTo(expected);
    assertThat(number("SELECT max(samples) FROM chunk")).isEqualTo(2);
  }

  @Test
  void aPackingThatDiesHalfWayLosesNothing() throws SQLException {
    store.append(sampled(HOUR, 1, 1));
    store.append(sampled(HOUR.plusSeconds(5), 2, 2));
    sql("ALTER TABLE chunk ADD CONSTRAINT dies CHECK (samples < 1)");

    assertThatThrownBy(() -> store.seal(NEXT)).isInstanceOf(IllegalStateException.class);

    sql("ALTER TABLE chunk DROP CONSTRAINT dies");
    assertThat(read(HOUR, NEXT).get("a")).hasSize(2);
    assertThat(store.seal(NEXT)).isEqualTo(2);
    assertThat(read(HOUR, NEXT).get("a")).hasSize(2);
  }

  @Test
  void severalProcessesMayAppendAndPackAtOnce() throws Exception {
    Random random = new Random(42);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int worker = 0; worker < 4; worker++) {
        int pause = random.nextInt(5);
        all.add(
            pool.submit(() -> {
              for (int i = 0; i < 50; i++) {
                store.append(sampled(HOUR.plusSeconds(i), i, i));
                if (i % 10 == pause) {
                  store.seal(NEXT);
                }
              }
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    store.seal(NEXT);

    List<List<Number>> points = read(HOUR, NEXT).getOrDefault("a", List.of());
    assertThat(points).hasSize(50).doesNotHaveDuplicates();
    assertThat(points.get(49)).isEqualTo(List.of(49_000L, 49.0));
  }

  @Test
  void forgetsDaysThatAreTooOld() throws SQLException {
    store.append(sampled(HOUR.minus(Duration.ofDays(3)), 1, 1));
    store.append(sampled(HOUR, 2, 2));
    store.seal(NEXT);

    store.forgetBefore(HOUR.minus(Duration.ofDays(1)));

    assertThat(read(HOUR.minus(Duration.ofDays(4)), NEXT).get("a"))
        .containsExactly(List.of(0L, 2.0));
    assertThat(number("SELECT count(*) FROM pg_inherits WHERE inhparent = 'chunk'::regclass"))
        .isEqualTo(1);
  }

  @Test
  void listsSeriesByNameTargetAndLabels() {
    store.append(sampled(HOUR, 1, 1));

    assertThat(store.series(new SeriesSelector("m", "t", Map.of()), new PageRequest(1, 1)))
        .satisfies(page -> {
          assertThat(page.items()).hasSize(1);
          assertThat(page.paging().total()).isEqualTo(2);
        });
    assertThat(store.find(new SeriesSelector(null, null, Map.of("x", "b\"'\\")), 10)).hasSize(1);
    assertThat(store.find(new SeriesSelector("m' OR '1'='1", null, Map.of()), 10)).isEmpty();
    assertThat(store.find(new SeriesSelector("m", "other", Map.of()), 10)).isEmpty();
  }
}
