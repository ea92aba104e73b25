package io.orchestratex.monitor.probe.postgresql;

import io.orchestratex.monitor.probe.SampleBag;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Replicas and slots, as the primary sees them; a standby reports its own lag. */
final class Replication {

  private static final String SQL =
      """
      SELECT pg_is_in_recovery() AS standby,
        (SELECT count(*) FROM pg_stat_replication) AS replicas,
        (SELECT coalesce(extract(epoch FROM max(replay_lag)), 0) FROM pg_stat_replication) AS lag,
        (SELECT count(*) FROM pg_replication_slots WHERE NOT active) AS idle_slots,
        CASE WHEN pg_is_in_recovery() THEN 0 ELSE
          (SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), 0)
           FROM pg_replication_slots) END AS retained,
        CASE WHEN NOT pg_is_in_recovery()
               OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0 ELSE
          extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END AS standby_lag\
      """;

  private Replication() {}

  static void read(Connection connection, SampleBag bag) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SQL)) {
      row.next();
      boolean standby = row.getBoolean("standby");
      bag.add("postgresql_is_standby", standby ? 1 : 0);
      bag.add("postgresql_replicas", row.getDouble("replicas"));
      bag.add("postgresql_idle_slots", row.getDouble("idle_slots"));
      bag.add("postgresql_slot_retained_bytes", row.getDouble("retained"));
      if (standby || row.getDouble("replicas") > 0) {
        bag.add("ox_replication_lag_seconds", row.getDouble(standby ? "standby_lag" : "lag"));
      }
    }
  }
}
