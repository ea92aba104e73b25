package io.orchestratex.monitor.store.postgresql;

import io.micronaut.jdbc.DataSourceResolver;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.deadline.StoreDeadline;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.monitor.sample.SampleStore;
import io.orchestratex.monitor.sample.Series;
import io.orchestratex.monitor.sample.SeriesSelector;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Samples in PostgreSQL, in two forms. A measurement (all samples of one target at one moment) is
 * one row, so it is kept by one small transaction and recognised by its key when it comes again.
 * Once its hour is over, the rows of a target become one packed chunk per series, about two bytes a
 * sample, in the transaction that deletes them. There is no state in memory: a process that dies
 * leaves rows, and the next process packs them. Both forms are read from one snapshot, and a moment
 * found in both counts once.
 */
@Singleton
final class PostgresSampleStore implements SampleStore {

  private static final long SEAL_LOCK = 0x6f78_7365_616c_0001L;

  /** SQL states that no retry helps: data (22), constraints (23), statements (42). */
  private static final List<String> OWN_FAULTS = List.of("22", "23", "42");

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration HOUR = Duration.ofHours(1);

  private final DataSource dataSource;
  private final SeriesTable seriesTable;
  private final ChunkTable chunkTable;
  private final @Nullable StoreDeadline deadline;

  /**
   * @param resolver gives the pool itself: the bean is bound to a transaction that is begun
   *     elsewhere
   * @param deadline how long a request waits; null for no bound
   */
  PostgresSampleStore(
      DataSource dataSource,
      @Nullable DataSourceResolver resolver,
      SeriesTable seriesTable,
      ChunkTable chunkTable,
      @Nullable StoreDeadline deadline) {
    this.dataSource = resolver == null ? dataSource : resolver.resolve(dataSource);
    this.seriesTable = seriesTable;
    this.chunkTable = chunkTable;
    this.deadline = deadline;
  }

  @Override
  public boolean append(Sampled measurement) {
    if (measurement.samples().isEmpty()) {
      return false;
    }
    return inTransaction(
        Connection.TRANSACTION_READ_COMMITTED,
        connection -> {
          SeriesTable.Ids ids = seriesTable.ids(connection, measurement);
          boolean isNew = insert(connection, measurement, ids.inOrder());
          connection.commit();
          seriesTable.remember(ids);
          return isNew;
        });
  }

  private static boolean insert(Connection connection, Sampled measurement, Long[] ids)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO measurement (target, at, series, readings) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING")) {
      Double[] readings = measurement.samples().stream().map(Sample::value).toArray(Double[]::new);
      insert.setString(1, measurement.targetId());
      insert.setTimestamp(2, Timestamp.from(measurement.at().truncatedTo(ChronoUnit.MILLIS)));
      insert.setArray(3, connection.createArrayOf("bigint", ids));
      insert.setArray(4, connection.createArrayOf("float8", readings));
      return insert.executeUpdate() == 1;
    }
  }

  @Override
  public Page<Series> series(SeriesSelector selector, PageRequest page) {
    return inTransaction(
        Connection.TRANSACTION_REPEATABLE_READ,
        connection ->
            Page.of(
                seriesTable.list(connection, selector, page),
                page,
                seriesTable.count(connection, selector)));
  }

  @Override
  public List<Series> find(SeriesSelector selector, int max) {
    return inTransaction(
        Connection.TRANSACTION_READ_COMMITTED,
        connection -> seriesTable.list(connection, selector, new PageRequest(max, 0)));
  }

  @Override
  public void read(Collection<Series> series, Instant from, Instant to, PointSink sink) {
    if (series.isEmpty()) {
      return;
    }
    Map<Long, Series> byId =
        series.stream().collect(Collectors.toMap(Series::id, Function.identity()));
    PointSink inWindow =
        (of, at, value) -> {
          if (at >= from.toEpochMilli() && at < to.toEpochMilli()) {
            sink.accept(of, at, value);
          }
        };
    inTransaction(
        Connection.TRANSACTION_REPEATABLE_READ,
        connection -> {
          var open = readOpen(connection, byId, from, to);
          chunkTable.read(
              connection,
              byId.keySet(),
              from.truncatedTo(ChronoUnit.HOURS),
              to,
              (id, start, data) -> {
                SortedMap<Long, Double> points = ChunkCodec.unpack(start, data);
                SortedMap<Long, Double> late = open.remove(new SeriesHour(id, start));
                if (late != null) {
                  points.putAll(late);
                }
                give(byId, id, points, inWindow);
              });
          open.forEach((key, points) -> give(byId, key.series(), points, inWindow));
          return true;
        });
  }

  private record SeriesHour(long series, long start) {}

  private static void give(
      Map<Long, Series> byId, long id, SortedMap<Long, Double> points, PointSink sink) {
    Series series = byId.get(id);
    if (series != null) {
      points.forEach((at, value) -> sink.accept(series, at, value));
    }
  }

  /** What is not packed yet, by series and hour. */
  private static Map<SeriesHour, SortedMap<Long, Double>> readOpen(
      Connection connection, Map<Long, Series> byId, Instant from, Instant to) throws SQLException {
    Map<SeriesHour, SortedMap<Long, Double>> open = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT at, series, readings FROM measurement
            WHERE target = ANY(?) AND at >= ? AND at < ? AND series && ?\
            """)) {
      select.setArray(
          1,
          connection.createArrayOf(
              "text", byId.values().stream().map(Series::target).distinct().toArray()));
      select.setTimestamp(2, Timestamp.from(from));
      select.setTimestamp(3, Timestamp.from(to));
      select.setArray(4, connection.createArrayOf("bigint", byId.keySet().toArray()));
      select.setFetchSize(500);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Row row = Row.of(rows);
          for (int i = 0; i < row.series().length; i++) {
            if (byId.containsKey(row.series()[i])) {
              open.computeIfAbsent(
                      new SeriesHour(row.series()[i], hourOf(row.at())), _ -> new TreeMap<>())
                  .put(row.at(), row.readings()[i]);
            }
          }
        }
      }
    }
    return open;
  }

  private static long hourOf(long at) {
    return Math.floorDiv(at, HOUR.toMillis()) * HOUR.toMillis();
  }

  private record Row(long at, Long[] series, Double[] readings) {
    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getTimestamp(1).getTime(),
          (Long[]) row.getArray(2).getArray(),
          (Double[]) row.getArray(3).getArray());
    }
  }

  @Override
  public int seal(Instant end) {
    int sealed = 0;
    for (int packed = -1; packed != 0; sealed += packed) {
      packed = sealOldest(end);
    }
    return sealed;
  }

  /** Packs the oldest hour of one target; 0 when there is none or another process packs one. */
  private int sealOldest(Instant end) {
    return inTransaction(
        Connection.TRANSACTION_READ_COMMITTED,
        connection -> {
          TargetHour oldest = locks(connection) ? oldest(connection, end) : null;
          if (oldest == null) {
            return 0;
          }
          chunkTable.makeRoom(connection, oldest.hour());
          Map<Long, SortedMap<Long, Double>> points = new HashMap<>();
          int rows = take(connection, oldest, points);
          chunkTable.merge(connection, oldest.hour(), points);
          return rows;
        });
  }

  private record TargetHour(String target, Instant hour) {}

  private static boolean locks(Connection connection) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
      lock.setLong(1, SEAL_LOCK);
      try (ResultSet row = lock.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static @Nullable TargetHour oldest(Connection connection, Instant end)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT target, at FROM measurement WHERE at < ? ORDER BY at LIMIT 1\
            """)) {
      select.setTimestamp(1, Timestamp.from(end));
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new TargetHour(
                row.getString(1), row.getTimestamp(2).toInstant().truncatedTo(ChronoUnit.HOURS))
            : null;
      }
    }
  }

  /** Deletes what it reads in one statement, so a row that comes meanwhile stays for next time. */
  private static int take(
      Connection connection, TargetHour from, Map<Long, SortedMap<Long, Double>> points)
      throws SQLException {
    int count = 0;
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM measurement WHERE target = ? AND at >= ? AND at < ?"
                + " RETURNING at, series, readings")) {
      delete.setString(1, from.target());
      delete.setTimestamp(2, Timestamp.from(from.hour()));
      delete.setTimestamp(3, Timestamp.from(from.hour().plus(HOUR)));
      try (ResultSet rows = delete.executeQuery()) {
        while (rows.next()) {
          Row row = Row.of(rows);
          count++;
          for (int i = 0; i < row.series().length; i++) {
            points
                .computeIfAbsent(row.series()[i], _ -> new TreeMap<>())
                .put(row.at(), row.readings()[i]);
          }
        }
      }
    }
    return count;
  }

  @Override
  public void forgetBefore(Instant end) {
    inTransaction(
        Connection.TRANSACTION_READ_COMMITTED,
        connection -> {
          chunkTable.dropBefore(connection, end);
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM measurement WHERE at < ?")) {
            delete.setTimestamp(1, Timestamp.from(end.truncatedTo(ChronoUnit.DAYS)));
            delete.executeUpdate();
          }
          return seriesTable.forgetUnseenSince(connection, end.minus(1, ChronoUnit.DAYS));
        });
  }

  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private <T> T inTransaction(int isolation, Work<T> work) {
    return deadline == null
        ? run(isolation, work)
        : deadline.within("PostgreSQL", () -> run(isolation, work));
  }

  private <T> T run(int isolation, Work<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(isolation);
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      String state = Objects.requireNonNullElse(e.getSQLState(), "");
      if (OWN_FAULTS.stream().anyMatch(state::startsWith)) {
        throw new IllegalStateException("the samples' store refused a statement", e);
      }
      throw new FailureException(
          new Failure.Unavailable(
              "sample.store-unavailable",
              "The samples' store, PostgreSQL, does not answer. Try again shortly.",
              SOON),
          e);
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }
}
