package io.orchestratex.monitor.store.postgresql;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.postgresql.Postgres;
import io.orchestratex.kit.postgresql.Postgres.Isolation;
import io.orchestratex.monitor.sample.SampleStore;
import io.orchestratex.monitor.sample.Series;
import io.orchestratex.monitor.sample.SeriesSelector;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.mapper.RowMapper;
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

  private static final Duration HOUR = Duration.ofHours(1);

  private static final int FETCH = 500;

  private final Postgres postgres;
  private final SeriesTable seriesTable;
  private final ChunkTable chunkTable;

  PostgresSampleStore(Postgres postgres, SeriesTable seriesTable, ChunkTable chunkTable) {
    this.postgres = postgres;
    this.seriesTable = seriesTable;
    this.chunkTable = chunkTable;
  }

  @Override
  public boolean append(Sampled measurement) {
    if (measurement.samples().isEmpty()) {
      return false;
    }
    Appended appended =
        postgres.inTransaction(sql -> {
          SeriesTable.Ids ids = seriesTable.ids(sql, measurement);
          return new Appended(insert(sql, measurement, ids.inOrder()), ids);
        });
    // Only what was committed may be remembered.
    seriesTable.remember(appended.ids());
    return appended.isNew();
  }

  private record Appended(boolean isNew, SeriesTable.Ids ids) {}

  private static boolean insert(Handle sql, Sampled measurement, Long[] ids) {
    return sql.createUpdate(
                """
                INSERT INTO measurement (target, at, series, readings)
                VALUES (:target, :at, :series, :readings) ON CONFLICT DO NOTHING\
                """)
            .bind("target", measurement.targetId())
            .bind("at", measurement.at().truncatedTo(ChronoUnit.MILLIS))
            .bind("series", array(Stream.of(ids).mapToLong(Long::longValue).toArray()))
            .bind(
                "readings",
                array(measurement.samples().stream().mapToDouble(Sample::value).toArray()))
            .execute()
        == 1;
  }

  /** The driver sends an array of primitives in binary; one of JDBC's arrays is text first. */
  private static Argument array(Object primitives) {
    return (position, statement, _) -> statement.setObject(position, primitives);
  }

  @Override
  public Page<Series> series(SeriesSelector selector, PageRequest page) {
    return postgres.inTransaction(
        Isolation.SNAPSHOT,
        sql ->
            Page.of(seriesTable.list(sql, selector, page), page, seriesTable.count(sql, selector)));
  }

  @Override
  public List<Series> find(SeriesSelector selector, int max) {
    return postgres.inTransaction(sql -> seriesTable.list(sql, selector, new PageRequest(max, 0)));
  }

  @Override
  public void read(Collection<Series> series, Instant from, Instant to, PointSink sink) {
    if (series.isEmpty()) {
      return;
    }
    Map<Long, Series> byId =
        series.stream().collect(Collectors.toMap(Series::id, Function.identity()));
    AtomicBoolean handedOut = new AtomicBoolean();
    PointSink inWindow =
        (of, at, value) -> {
          if (at >= from.toEpochMilli() && at < to.toEpochMilli()) {
            handedOut.setPlain(true);
            sink.accept(of, at, value);
          }
        };
    // Points that were handed out cannot be taken back.
    postgres.inTransaction(
        Isolation.SNAPSHOT,
        () -> !handedOut.getPlain(),
        sql -> {
          var open = readOpen(sql, byId, from, to);
          chunkTable.read(
              sql,
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
      Handle sql, Map<Long, Series> byId, Instant from, Instant to) {
    Map<SeriesHour, SortedMap<Long, Double>> open = new HashMap<>();
    sql.createQuery(
            """
            SELECT at, series, readings FROM measurement
            WHERE target = ANY(:targets) AND at >= :from AND at < :to AND series && :series\
            """)
        .bindArray(
            "targets", String.class, byId.values().stream().map(Series::target).distinct().toList())
        .bind("from", from)
        .bind("to", to)
        .bindArray("series", Long.class, byId.keySet())
        .setFetchSize(FETCH)
        .map(Row.MAPPER)
        .forEach(row -> {
          for (int i = 0; i < row.series().length; i++) {
            if (byId.containsKey(row.series()[i])) {
              open.computeIfAbsent(
                      new SeriesHour(row.series()[i], hourOf(row.at())), _ -> new TreeMap<>())
                  .put(row.at(), row.readings()[i]);
            }
          }
        });
    return open;
  }

  private static long hourOf(long at) {
    return Math.floorDiv(at, HOUR.toMillis()) * HOUR.toMillis();
  }

  private record Row(long at, Long[] series, Double[] readings) {
    static final RowMapper<Row> MAPPER =
        (row, _) ->
            new Row(
                row.getTimestamp(1).getTime(),
                (Long[]) row.getArray(2).getArray(),
                (Double[]) row.getArray(3).getArray());
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
    return postgres.inTransaction(sql -> {
      TargetHour oldest = locks(sql) ? oldest(sql, end) : null;
      if (oldest == null) {
        return 0;
      }
      chunkTable.makeRoom(sql, oldest.hour());
      Map<Long, SortedMap<Long, Double>> points = new HashMap<>();
      int rows = take(sql, oldest, points);
      chunkTable.merge(sql, oldest.hour(), points);
      return rows;
    });
  }

  private record TargetHour(String target, Instant hour) {}

  private static boolean locks(Handle sql) {
    return sql.createQuery("SELECT pg_try_advisory_xact_lock(:lock)")
        .bind("lock", SEAL_LOCK)
        .mapTo(Boolean.class)
        .one();
  }

  private static @Nullable TargetHour oldest(Handle sql, Instant end) {
    return sql.createQuery("SELECT target, at FROM measurement WHERE at < :end ORDER BY at LIMIT 1")
        .bind("end", end)
        .map((row, _) ->
            new TargetHour(
                row.getString(1), row.getTimestamp(2).toInstant().truncatedTo(ChronoUnit.HOURS)))
        .findOne()
        .orElse(null);
  }

  /** Deletes what it reads in one statement, so a row that comes meanwhile stays for next time. */
  private static int take(Handle sql, TargetHour from, Map<Long, SortedMap<Long, Double>> points) {
    List<Row> rows =
        sql.createQuery(
                """
                DELETE FROM measurement WHERE target = :target AND at >= :from AND at < :to
                RETURNING at, series, readings\
                """)
            .bind("target", from.target())
            .bind("from", from.hour())
            .bind("to", from.hour().plus(HOUR))
            .map(Row.MAPPER)
            .list();
    for (Row row : rows) {
      for (int i = 0; i < row.series().length; i++) {
        points
            .computeIfAbsent(row.series()[i], _ -> new TreeMap<>())
            .put(row.at(), row.readings()[i]);
      }
    }
    return rows.size();
  }

  @Override
  public void forgetBefore(Instant end) {
    postgres.inTransaction(sql -> {
      chunkTable.dropBefore(sql, end);
      sql.createUpdate("DELETE FROM measurement WHERE at < :end")
          .bind("end", end.truncatedTo(ChronoUnit.DAYS))
          .execute();
      return seriesTable.forgetUnseenSince(sql, end.minus(1, ChronoUnit.DAYS));
    });
  }
}
