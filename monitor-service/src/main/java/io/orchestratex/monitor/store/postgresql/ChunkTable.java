package io.orchestratex.monitor.store.postgresql;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The table {@code chunk}, one part per day. */
@Singleton
final class ChunkTable {

  private static final String PREFIX = "chunk_";
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  /** Takes one chunk. */
  @FunctionalInterface
  interface ChunkSink {
    void accept(long series, long start, byte[] data);
  }

  /** Makes the part for an hour's day unless it is there. */
  void makeRoom(Connection connection, Instant hour) throws SQLException {
    LocalDate day = hour.atZone(ZoneOffset.UTC).toLocalDate();
    String part = PREFIX + DAY.format(day);
    try (PreparedStatement exists = connection.prepareStatement("SELECT to_regclass(?)")) {
      exists.setString(1, part);
      try (ResultSet found = exists.executeQuery()) {
        if (found.next() && found.getString(1) != null) {
          return;
        }
      }
    }
    // The name and the bounds are digits and dashes; such statements take no parameters.
    try (Statement create = connection.createStatement()) {
      create.execute(
          "CREATE TABLE IF NOT EXISTS %s PARTITION OF chunk FOR VALUES FROM ('%s 00:00+00') TO ('%s 00:00+00')"
              .formatted(part, day, day.plusDays(1)));
    }
  }

  void read(
      Connection connection, Collection<Long> series, Instant from, Instant to, ChunkSink sink)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT series, start, data FROM chunk WHERE series = ANY(?) AND start >= ? AND start < ?")) {
      select.setArray(1, connection.createArrayOf("bigint", series.toArray()));
      select.setTimestamp(2, Timestamp.from(from));
      select.setTimestamp(3, Timestamp.from(to));
      select.setFetchSize(500);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          sink.accept(rows.getLong(1), rows.getTimestamp(2).getTime(), rows.getBytes(3));
        }
      }
    }
  }

  /** Adds points to the chunks of one hour; a moment that is there already is written again. */
  void merge(Connection connection, Instant hour, Map<Long, SortedMap<Long, Double>> points)
      throws SQLException {
    long start = hour.toEpochMilli();
    Map<Long, SortedMap<Long, Double>> whole = new HashMap<>();
    read(
        connection,
        points.keySet(),
        hour,
        hour.plusMillis(1),
        (series, _, data) -> whole.put(series, ChunkCodec.unpack(start, data)));
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            INSERT INTO chunk (series, start, samples, data) VALUES (?, ?, ?, ?)
            ON CONFLICT (series, start) DO UPDATE SET samples = EXCLUDED.samples, data = EXCLUDED.data\
            """)) {
      for (var each : new TreeMap<>(points).entrySet()) {
        SortedMap<Long, Double> merged = whole.computeIfAbsent(each.getKey(), _ -> new TreeMap<>());
        merged.putAll(each.getValue());
        upsert.setLong(1, each.getKey());
        upsert.setTimestamp(2, Timestamp.from(hour));
        upsert.setInt(3, merged.size());
        upsert.setBytes(4, ChunkCodec.pack(start, merged));
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  /** Drops the parts of days that ended before {@code end}. */
  int dropBefore(Connection connection, Instant end) throws SQLException {
    LocalDate kept = end.atZone(ZoneOffset.UTC).toLocalDate();
    List<String> old = new ArrayList<>();
    try (Statement select = connection.createStatement();
        ResultSet rows =
            select.executeQuery(
                "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                    + " WHERE i.inhparent = 'chunk'::regclass")) {
      while (rows.next()) {
        String part = rows.getString(1);
        if (part.startsWith(PREFIX) && isBefore(part.substring(PREFIX.length()), kept)) {
          old.add(part);
        }
      }
    }
    try (Statement drop = connection.createStatement()) {
      for (String part : old) {
        drop.execute("DROP TABLE IF EXISTS " + part);
      }
    }
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
