package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.capture.BackupDetails;
import io.orchestratex.backup.capture.BackupDetails.PartDetails;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.readiness.HeldBackup;
import io.orchestratex.backup.readiness.HeldBackups;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What good backups hold, out of the table {@code jobs}. What a backup that succeeded holds does
 * not change, so its details are read once.
 */
@Singleton
final class PostgresHeldBackups implements HeldBackups {

  private static final int KEPT = 2_000;

  /** As the newest good one, but several of them, and those of single databases, too. */
  private static final String NEWEST =
      """
      SELECT wanted.target, newest.*
      FROM unnest(:targets) AS wanted(target)
      CROSS JOIN LATERAL (
        SELECT backup.id, backup.created_at, backup.started_at, backup.finished_at,
          coalesce(backup.details->>'vault', 'default') AS vault,
          later.status IS NOT NULL
            OR backup.details->'verification'->>'state' = 'succeeded' AS verified
      """
          + GoodBackupSql.GOOD
          + """
            ORDER BY backup.created_at DESC, backup.id DESC LIMIT :most
          ) newest
          ORDER BY wanted.target, newest.created_at DESC, newest.id DESC\
          """;

  private final Postgres postgres;

  /** By backup and target; the eldest go first. */
  private final Map<String, Map<String, Held>> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, Held>> eldest) {
          return size() > KEPT;
        }
      };

  PostgresHeldBackups(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * What a backup holds of a target.
   *
   * @param isUnsaid whether it may hold others, too
   * @param damaged those of which something could not be taken
   */
  private record Held(Set<String> databases, boolean isUnsaid, Set<String> damaged) {}

  private record Found(String target, GoodBackup backup) {}

  @Override
  public Map<String, List<HeldBackup>> newest(Collection<String> targets) {
    List<Found> found =
        postgres.inTransaction(sql ->
            sql.createQuery(NEWEST)
                .bindArray("targets", String.class, targets)
                .bind("most", MOST)
                .map((row, _) -> found(row))
                .list());
    Map<String, Map<String, Held>> held =
        held(found.stream().map(each -> each.backup().id()).collect(Collectors.toSet()));
    Map<String, List<HeldBackup>> newest = new LinkedHashMap<>();
    for (Found each : found) {
      Held what = held.getOrDefault(each.backup().id(), Map.of()).get(each.target());
      if (what != null) {
        newest
            .computeIfAbsent(each.target(), _ -> new ArrayList<>())
            .add(new HeldBackup(each.backup(), what.databases(), what.isUnsaid(), what.damaged()));
      }
    }
    return newest;
  }

  @Override
  public Set<String> databases(String backup, String target) {
    Held held = held(Set.of(backup)).getOrDefault(backup, Map.of()).get(target);
    return held == null ? Set.of() : held.databases();
  }

  private static Found found(ResultSet row) throws SQLException {
    Instant created = row.getTimestamp("created_at").toInstant();
    return new Found(
        row.getString("target"),
        new GoodBackup(
            row.getString("id"),
            row.getString("vault"),
            created,
            or(row.getTimestamp("started_at"), created),
            or(row.getTimestamp("finished_at"), created),
            Completeness.COMPLETE,
            row.getBoolean("verified")));
  }

  private static Instant or(@Nullable Timestamp timestamp, Instant otherwise) {
    return timestamp == null ? otherwise : timestamp.toInstant();
  }

  private Map<String, Map<String, Held>> held(Set<String> backups) {
    Map<String, Map<String, Held>> held = new LinkedHashMap<>();
    Set<String> unknown = new HashSet<>();
    synchronized (known) {
      for (String each : backups) {
        Map<String, Held> before = known.get(each);
        if (before == null) {
          unknown.add(each);
        } else {
          held.put(each, before);
        }
      }
    }
    if (unknown.isEmpty()) {
      return held;
    }
    Map<String, Map<String, Held>> read =
        postgres.inTransaction(sql ->
            sql
                .createQuery("SELECT id, details FROM jobs WHERE id = ANY(:ids)")
                .bindArray("ids", String.class, unknown)
                .map((row, _) ->
                    Map.entry(
                        row.getString("id"),
                        parts(BackupDetails.fromJson(row.getString("details")))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    synchronized (known) {
      known.putAll(read);
    }
    held.putAll(read);
    return held;
  }

  private static Map<String, Held> parts(BackupDetails details) {
    return details.parts().stream()
        .collect(Collectors.toMap(PartDetails::target, part -> held(part, details.isFull())));
  }

  private static Held held(PartDetails part, boolean isFull) {
    Set<String> databases =
        part.databases() == null
            ? part.objects().stream().map(ObjectFact::database).collect(Collectors.toSet())
            : Set.copyOf(part.databases());
    Set<String> damaged =
        part.leftOut().stream()
            .filter(LeftOut::failed)
            .map(each -> ObjectFact.databaseOf(each.name()))
            .collect(Collectors.toSet());
    return new Held(databases, part.databases() == null && isFull, damaged);
  }
}
