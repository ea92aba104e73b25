package io.orchestratex.monitor.store.postgresql;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The table {@code chunk}, one part per day. */
@Singleton
final class ChunkTable {

  private static final String PREFIX = "chunk_";
  private static final int FETCH = 500;
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  /** Takes one chunk. */
  @FunctionalInterface
  interface ChunkSink {
    void accept(long series, long start, byte[] data);
  }

  /** Makes the part for an hour's day unless it is there. */
  void makeRoom(Handle sql, Instant hour) {
    LocalDate day = hour.atZone(ZoneOffset.UTC).toLocalDate();
    String part = PREFIX + DAY.format(day);
    boolean exists =
        sql.createQuery("SELECT to_regclass(:part) IS NOT NULL")
            .bind("part", part)
            .mapTo(Boolean.class)
            .one();
    if (!exists) {
      // The name and the bounds are digits and dashes; such statements take no parameters.
      sql.execute(
          "CREATE TABLE IF NOT EXISTS %s PARTITION OF chunk FOR VALUES FROM ('%s 00:00+00') TO ('%s 00:00+00')"
              .formatted(part, day, day.plusDays(1)));
    }
  }

  void read(Handle sql, Collection<Long> series, Instant from, Instant to, ChunkSink sink) {
    sql.createQuery(
            """
            SELECT series, start, data FROM chunk
            WHERE series = ANY(:series) AND start >= :from AND start < :to\
            """)
        .bindArray("series", Long.class, series)
        .bind("from", from)
        .bind("to", to)
        .setFetchSize(FETCH)
        .map((row, _) -> new Chunk(row.getLong(1), row.getTimestamp(2).getTime(), row.getBytes(3)))
        .forEach(chunk -> sink.accept(chunk.series(), chunk.start(), chunk.data()));
  }

  @SuppressWarnings("ArrayRecordComponent") // Passed on at once, never compared.
  private record Chunk(long series, long start, byte[] data) {}

  /** Adds points to the chunks of one hour; a moment that is there already is written again. */
  void merge(Handle sql, Instant hour, Map<Long, SortedMap<Long, Double>> points) {
    long start = hour.toEpochMilli();
    Map<Long, SortedMap<Long, Double>> whole = new HashMap<>();
    read(
        sql,
        points.keySet(),
        hour,
        hour.plusMillis(1),
        (series, _, data) -> whole.put(series, ChunkCodec.unpack(start, data)));
    PreparedBatch upsert =
        sql.prepareBatch(
            """
            INSERT INTO chunk (series, start, samples, data)
            VALUES (:series, :start, :samples, :data)
            ON CONFLICT (series, start) DO UPDATE SET samples = EXCLUDED.samples, data = EXCLUDED.data\
            """);
    new TreeMap<>(points)
        .forEach((series, added) -> {
          SortedMap<Long, Double> merged = whole.computeIfAbsent(series, _ -> new TreeMap<>());
          merged.putAll(added);
          upsert
              .bind("series", series)
              .bind("start", hour)
              .bind("samples", merged.size())
              .bind("data", ChunkCodec.pack(start, merged))
              .add();
        });
    upsert.execute();
  }

  /** Drops the parts of days that ended before {@code end}. */
  int dropBefore(Handle sql, Instant end) {
    LocalDate kept = end.atZone(ZoneOffset.UTC).toLocalDate();
    List<String> old =
        sql
            .createQuery(
                """
                SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = 'chunk'::regclass\
                """)
            .mapTo(String.class)
            .stream()
            .filter(part -> part.startsWith(PREFIX))
            .filter(part -> isBefore(part.substring(PREFIX.length()), kept))
            .toList();
    old.forEach(part -> sql.execute("DROP TABLE IF EXISTS " + part));
    return old.size();
  }

  private static boolean isBefore(String day, LocalDate kept) {
    try {
      return LocalDate.parse(day, DAY).isBefore(kept);
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
