package io.orchestratex.backup.store.postgresql;

import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.postgresql.Postgres;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table of the targets of which something is late by a policy: a row begins and ends with an
 * event, whichever process notices.
 */
final class LateRows {

  private static final Logger LOG = LoggerFactory.getLogger(LateRows.class);

  private final Postgres postgres;
  private final PostgresOutbox outbox;
  private final String table;
  private final BiFunction<Key, Instant, DomainEvent> ending;
  private final Sequence sequence;

  /** Numbers the events of a key. */
  @FunctionalInterface
  interface Sequence {
    long next(Handle sql, String key);
  }

  /**
   * @param table with the columns policy, target and since
   * @param ending the event when something is not late any more
   */
  LateRows(
      Postgres postgres,
      PostgresOutbox outbox,
      String table,
      BiFunction<Key, Instant, DomainEvent> ending) {
    this(postgres, outbox, table, ending, LateRows::nextOfTargets);
  }

  /**
   * @param sequence that orders the events with those that others publish about the same key
   */
  LateRows(
      Postgres postgres,
      PostgresOutbox outbox,
      String table,
      BiFunction<Key, Instant, DomainEvent> ending,
      Sequence sequence) {
    this.sequence = sequence;
    this.postgres = postgres;
    this.outbox = outbox;
    this.table = table;
    this.ending = ending;
  }

  /** A policy and one of its targets. */
  record Key(String policy, String target) {}

  /** What is late, with the event when it begins to be and what the log says then. */
  record Beginning(String target, DomainEvent event, String said) {}

  void report(String policy, List<Beginning> late, Instant now) {
    List<String> known = targets(policy);
    List<String> targets = late.stream().map(Beginning::target).toList();
    if (known.equals(targets)) {
      return;
    }
    postgres.inTransaction(sql -> {
      for (Beginning each : late) {
        begin(sql, policy, each, now);
      }
      for (String target : known) {
        if (!targets.contains(target)) {
          end(sql, new Key(policy, target), now);
        }
      }
      return true;
    });
  }

  private void begin(Handle sql, String policy, Beginning late, Instant now) throws SQLException {
    boolean begun =
        sql.createUpdate(
                    "INSERT INTO "
                        + table
                        + " (policy, target, since) VALUES (:policy, :target, :now) ON CONFLICT DO"
                        + " NOTHING")
                .bind("policy", policy)
                .bind("target", late.target())
                .bind("now", now)
                .execute()
            == 1;
    if (begun) {
      LOG.atError()
          .addKeyValue("policy", policy)
          .addKeyValue("target", late.target())
          .log(late.said());
      append(sql, late.event());
    }
  }

  private void end(Handle sql, Key key, Instant now) throws SQLException {
    boolean ended =
        sql.createUpdate("DELETE FROM " + table + " WHERE policy = :policy AND target = :target")
                .bind("policy", key.policy())
                .bind("target", key.target())
                .execute()
            == 1;
    if (ended) {
      append(sql, ending.apply(key, now));
    }
  }

  /** One sequence orders all events about targets. */
  private static long nextOfTargets(Handle sql, String target) {
    return sql.createQuery("SELECT nextval('policy_overdue_sequence')").mapTo(Long.class).one();
  }

  private void append(Handle sql, DomainEvent event) throws SQLException {
    outbox.append(sql.getConnection(), event, sequence.next(sql, event.key()));
  }

  /** Ends what is late by policies that are not there any more. */
  void retain(Collection<String> policies, Instant now) {
    postgres.inTransaction(sql -> {
      List<Key> gone =
          sql.createQuery("SELECT policy, target FROM " + table + " WHERE policy <> ALL(:policies)")
              .bindArray("policies", String.class, policies)
              .map((row, _) -> new Key(row.getString("policy"), row.getString("target")))
              .list();
      for (Key each : gone) {
        end(sql, each, now);
      }
      return true;
    });
  }

  List<String> targets(String policy) {
    return postgres.inTransaction(sql ->
        sql.createQuery("SELECT target FROM " + table + " WHERE policy = :policy ORDER BY target")
            .bind("policy", policy)
            .mapTo(String.class)
            .list());
  }
}
