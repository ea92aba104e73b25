package io.orchestratex.monitor.store.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.monitor.sample.Series;
import io.orchestratex.monitor.sample.SeriesSelector;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The table {@code series}. Ids are remembered for an hour; {@code last_seen} is as old as that at
 * most, so a series in use is never forgotten.
 */
@Singleton
final class SeriesTable {

  private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};
  private static final Duration REMEMBER = Duration.ofHours(1);
  private static final int REMEMBER_MOST = 200_000;

  private static final String UPSERT =
      """
      INSERT INTO series (fingerprint, target, name, labels)
      SELECT * FROM unnest(?::uuid[], ?::text[], ?::text[], ?::jsonb[])
      ON CONFLICT (fingerprint) DO UPDATE SET last_seen = now()
      RETURNING fingerprint, id\
      """;

  private static final String MATCHING =
      """
       FROM series
       WHERE (?::text IS NULL OR name = ?) AND (?::text IS NULL OR target = ?) AND labels @> ?::jsonb
      """;

  private final ObjectMapper mapper;
  private final Cache<UUID, Long> ids =
      Caffeine.newBuilder().expireAfterWrite(REMEMBER).maximumSize(REMEMBER_MOST).build();

  SeriesTable(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * The ids of a measurement's series, in the order of its samples; made in the open transaction
   * where they are new, and to be remembered once that is committed.
   */
  Ids ids(Connection connection, Sampled measurement) throws SQLException {
    List<Sample> samples = measurement.samples();
    UUID[] fingerprints = new UUID[samples.size()];
    Long[] found = new Long[samples.size()];
    // In order, so that two processes cannot wait for each other.
    SortedMap<UUID, Sample> unknown = new TreeMap<>();
    for (int i = 0; i < fingerprints.length; i++) {
      UUID fingerprint = fingerprint(measurement.targetId(), samples.get(i));
      Long id = ids.getIfPresent(fingerprint);
      fingerprints[i] = fingerprint;
      if (id == null) {
        unknown.put(fingerprint, samples.get(i));
      } else {
        found[i] = id;
      }
    }
    Map<UUID, Long> made = upsert(connection, measurement.targetId(), unknown);
    for (int i = 0; i < found.length; i++) {
      if (found[i] == null) {
        found[i] = Objects.requireNonNull(made.get(fingerprints[i]));
      }
    }
    return new Ids(found, made);
  }

  /**
   * Ids of a measurement's series.
   *
   * @param inOrder of the samples
   * @param fresh not remembered yet
   */
  record Ids(Long[] inOrder, Map<UUID, Long> fresh) {}

  void remember(Ids committed) {
    ids.putAll(committed.fresh());
  }

  private Map<UUID, Long> upsert(
      Connection connection, String target, SortedMap<UUID, Sample> unknown) throws SQLException {
    Map<UUID, Long> made = new HashMap<>();
    if (unknown.isEmpty()) {
      return made;
    }
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      List<Sample> samples = List.copyOf(unknown.values());
      upsert.setArray(1, connection.createArrayOf("uuid", unknown.keySet().toArray()));
      upsert.setArray(
          2, connection.createArrayOf("text", samples.stream().map(_ -> target).toArray()));
      upsert.setArray(
          3, connection.createArrayOf("text", samples.stream().map(Sample::name).toArray()));
      upsert.setArray(
          4,
          connection.createArrayOf(
              "text", samples.stream().map(sample -> json(sample.labels())).toArray()));
      try (ResultSet rows = upsert.executeQuery()) {
        while (rows.next()) {
          made.put(rows.getObject(1, UUID.class), rows.getLong(2));
        }
      }
    }
    return made;
  }

  List<Series> list(Connection connection, SeriesSelector selector, PageRequest page)
      throws SQLException {
    List<Series> series = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id, target, name, labels, first_seen"
                + MATCHING
                + " ORDER BY target, name, labels, id LIMIT ? OFFSET ?")) {
      bind(select, selector);
      select.setInt(6, page.limit());
      select.setInt(7, page.offset());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          series.add(
              new Series(
                  rows.getLong(1),
                  rows.getString(2),
                  rows.getString(3),
                  mapper.readValue(rows.getString(4), LABELS),
                  rows.getTimestamp(5).toInstant()));
        }
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a series has labels that are no JSON", e);
    }
    return series;
  }

  long count(Connection connection, SeriesSelector selector) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("SELECT count(*)" + MATCHING)) {
      bind(select, selector);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private void bind(PreparedStatement select, SeriesSelector selector) throws SQLException {
    select.setString(1, selector.name());
    select.setString(2, selector.name());
    select.setString(3, selector.target());
    select.setString(4, selector.target());
    select.setString(5, json(selector.labels()));
  }

  int forgetUnseenSince(Connection connection, Instant end) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM series WHERE last_seen < ?")) {
      delete.setTimestamp(1, Timestamp.from(end));
      return delete.executeUpdate();
    }
  }

  private String json(Map<String, String> labels) {
    try {
      return mapper.writeValueAsString(labels);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write labels", e);
    }
  }

  /** The first half of a SHA-256 over target, name and labels, each with its length before it. */
  static UUID fingerprint(String target, Sample sample) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      update(sha, target);
      update(sha, sample.name());
      new TreeMap<>(sample.labels())
          .forEach((name, value) -> {
            update(sha, name);
            update(sha, value);
          });
      ByteBuffer digest = ByteBuffer.wrap(sha.digest());
      return new UUID(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void update(MessageDigest sha, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    sha.update(bytes);
  }
}
