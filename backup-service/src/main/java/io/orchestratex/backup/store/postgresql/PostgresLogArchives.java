package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.engine.LogSource.Piece;
import io.orchestratex.backup.pipeline.Content;
import io.orchestratex.backup.recovery.KeptPiece;
import io.orchestratex.backup.recovery.LogArchive;
import io.orchestratex.backup.recovery.LogArchives;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables {@code log_archives} and {@code log_pieces}. */
@Singleton
final class PostgresLogArchives implements LogArchives {

  private static final String ALL =
      """
      SELECT *, coalesce(lease_until > clock_timestamp(), false) AS received FROM log_archives\
      """;

  private static final String WITHIN =
      """
      DELETE FROM log_pieces
      WHERE target = :target AND system = :system AND timeline = :timeline AND NOT whole
        AND from_position >= :from AND to_position <= :to
      RETURNING *\
      """;

  private static final String ADD =
      """
      INSERT INTO log_pieces (target, system, timeline, from_position, to_position, whole,
        covered_until, stored_at, vault, name, key_id, plain_bytes, plain_hash, stored_bytes,
        stored_hash)
      VALUES (:target, :system, :timeline, :from, :to, :whole, :covered, :storedAt, :vault, :name,
        :key, :plainBytes, :plainHash, :storedBytes, :storedHash)
      ON CONFLICT DO NOTHING\
      """;

  private final Postgres postgres;

  PostgresLogArchives(Postgres postgres) {
    this.postgres = postgres;
  }

  private static LogArchive archive(ResultSet row) throws SQLException {
    return new LogArchive(
        row.getString("target"),
        row.getString("vault"),
        row.getString("slot"),
        row.getString("started_by"),
        row.getTimestamp("started_at").toInstant(),
        row.getString("problem"),
        row.getBoolean("received"));
  }

  private static KeptPiece piece(ResultSet row) throws SQLException {
    return new KeptPiece(
        new Piece(
            row.getString("system"),
            row.getLong("timeline"),
            row.getLong("from_position"),
            row.getLong("to_position"),
            row.getBoolean("whole"),
            row.getTimestamp("covered_until").toInstant()),
        row.getString("vault"),
        row.getString("name"),
        row.getString("key_id"),
        new Content(
            row.getLong("plain_bytes"),
            row.getString("plain_hash"),
            row.getLong("stored_bytes"),
            row.getString("stored_hash")),
        row.getTimestamp("stored_at").toInstant());
  }

  @Override
  public List<LogArchive> all() {
    return postgres.inTransaction(
        sql -> sql.createQuery(ALL + " ORDER BY target").map((row, _) -> archive(row)).list());
  }

  @Override
  public Optional<LogArchive> find(String target) {
    return postgres.inTransaction(sql -> found(sql, target));
  }

  private static Optional<LogArchive> found(Handle sql, String target) {
    return sql.createQuery(ALL + " WHERE target = :target")
        .bind("target", target)
        .map((row, _) -> archive(row))
        .findOne();
  }

  @Override
  public LogArchive start(String target, String vault, String slot, String by, Instant now) {
    return postgres.inTransaction(sql -> {
      sql.createUpdate(
              """
              INSERT INTO log_archives (target, vault, slot, started_by, started_at)
              VALUES (:target, :vault, :slot, :by, :now) ON CONFLICT DO NOTHING\
              """)
          .bind("target", target)
          .bind("vault", vault)
          .bind("slot", slot)
          .bind("by", by)
          .bind("now", now)
          .execute();
      return found(sql, target).orElseThrow();
    });
  }

  @Override
  public void stop(String target) {
    postgres.inTransaction(sql ->
        sql.createUpdate("DELETE FROM log_archives WHERE target = :target")
            .bind("target", target)
            .execute());
  }

  @Override
  public boolean lease(String target, String owner, Duration length) {
    return postgres.inTransaction(sql ->
        sql.createUpdate(
                    """
                    UPDATE log_archives SET owner = :owner,
                      lease_until = clock_timestamp() + :millis * interval '1 millisecond'
                    WHERE target = :target AND (owner = :owner OR owner IS NULL
                      OR lease_until < clock_timestamp())\
                    """)
                .bind("target", target)
                .bind("owner", owner)
                .bind("millis", length.toMillis())
                .execute()
            == 1);
  }

  @Override
  public void release(String target, String owner) {
    postgres.inTransaction(sql ->
        sql.createUpdate(
                """
                UPDATE log_archives SET owner = NULL, lease_until = NULL
                WHERE target = :target AND owner = :owner\
                """)
            .bind("target", target)
            .bind("owner", owner)
            .execute());
  }

  @Override
  public void problem(String target, @Nullable String problem) {
    postgres.inTransaction(sql ->
        sql.createUpdate("UPDATE log_archives SET problem = :problem WHERE target = :target")
            .bind("target", target)
            .bind("problem", problem)
            .execute());
  }

  @Override
  public List<KeptPiece> add(String target, String owner, KeptPiece kept) {
    return postgres.inTransaction(sql -> {
      requireOwner(sql, target, owner);
      Piece piece = kept.piece();
      List<KeptPiece> within =
          piece.whole()
              ? sql.createQuery(WITHIN)
                  .bind("target", target)
                  .bind("system", piece.system())
                  .bind("timeline", piece.timeline())
                  .bind("from", piece.from())
                  .bind("to", piece.to())
                  .map((row, _) -> piece(row))
                  .list()
              : List.of();
      sql.createUpdate(ADD)
          .bind("target", target)
          .bind("system", piece.system())
          .bind("timeline", piece.timeline())
          .bind("from", piece.from())
          .bind("to", piece.to())
          .bind("whole", piece.whole())
          .bind("covered", piece.coveredUntil())
          .bind("storedAt", kept.storedAt())
          .bind("vault", kept.vault())
          .bind("name", kept.name())
          .bind("key", kept.keyId())
          .bind("plainBytes", kept.content().plainBytes())
          .bind("plainHash", kept.content().plainHash())
          .bind("storedBytes", kept.content().storedBytes())
          .bind("storedHash", kept.content().storedHash())
          .execute();
      return within;
    });
  }

  private static void requireOwner(Handle sql, String target, String owner) {
    if (sql.createQuery(
            """
            SELECT 1 FROM log_archives
            WHERE target = :target AND owner = :owner AND lease_until > clock_timestamp()
            FOR UPDATE\
            """)
        .bind("target", target)
        .bind("owner", owner)
        .mapTo(Integer.class)
        .findOne()
        .isEmpty()) {
      throw new IllegalStateException("another process receives the log of " + target + " now");
    }
  }

  @Override
  public List<KeptPiece> pieces(String target) {
    return postgres.inTransaction(sql ->
        sql.createQuery(
                """
                SELECT * FROM log_pieces WHERE target = :target
                ORDER BY system, timeline, from_position, to_position\
                """)
            .bind("target", target)
            .map((row, _) -> piece(row))
            .list());
  }

  @Override
  public void forget(String target, KeptPiece piece) {
    postgres.inTransaction(sql ->
        sql.createUpdate("DELETE FROM log_pieces WHERE target = :target AND name = :name")
            .bind("target", target)
            .bind("name", piece.name())
            .execute());
  }
}
