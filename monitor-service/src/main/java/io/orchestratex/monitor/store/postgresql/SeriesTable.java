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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

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
      SELECT * FROM unnest(:fingerprints::uuid[], :targets::text[], :names::text[], :labels::jsonb[])
      ON CONFLICT (fingerprint) DO UPDATE SET last_seen = now()
      RETURNING fingerprint, id\
      """;

  private static final String MATCHING =
      """
       FROM series
       WHERE (:name::text IS NULL OR name = :name) AND (:target::text IS NULL OR target = :target)
         AND labels @> :labels::jsonb
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
  Ids ids(Handle sql, Sampled measurement) {
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
    Map<UUID, Long> made = upsert(sql, measurement.targetId(), unknown);
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

  private Map<UUID, Long> upsert(Handle sql, String target, SortedMap<UUID, Sample> unknown) {
    if (unknown.isEmpty()) {
      return Map.of();
    }
    List<Sample> samples = List.copyOf(unknown.values());
    return sql
        .createQuery(UPSERT)
        .bindArray("fingerprints", UUID.class, unknown.keySet())
        .bindArray("targets", String.class, samples.stream().map(_ -> target).toList())
        .bindArray("names", String.class, samples.stream().map(Sample::name).toList())
        .bindArray(
            "labels", String.class, samples.stream().map(sample -> json(sample.labels())).toList())
        .map((row, _) -> Map.entry(row.getObject(1, UUID.class), row.getLong(2)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  List<Series> list(Handle sql, SeriesSelector selector, PageRequest page) {
    return bound(
            sql,
            "SELECT id, target, name, labels, first_seen"
                + MATCHING
                + " ORDER BY target, name, labels, id LIMIT :limit OFFSET :offset",
            selector)
        .bind("limit", page.limit())
        .bind("offset", page.offset())
        .map((row, _) ->
            new Series(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                labels(row.getString(4)),
                row.getTimestamp(5).toInstant()))
        .list();
  }

  long count(Handle sql, SeriesSelector selector) {
    return bound(sql, "SELECT count(*)" + MATCHING, selector).mapTo(Long.class).one();
  }

  private Query bound(Handle sql, String statement, SeriesSelector selector) {
    return sql.createQuery(statement)
        .bind("name", selector.name())
        .bind("target", selector.target())
        .bind("labels", json(selector.labels()));
  }

  int forgetUnseenSince(Handle sql, Instant end) {
    return sql.createUpdate("DELETE FROM series WHERE last_seen < :end").bind("end", end).execute();
  }

  private Map<String, String> labels(String json) {
    try {
      return mapper.readValue(json, LABELS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a series has labels that are no JSON", e);
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
