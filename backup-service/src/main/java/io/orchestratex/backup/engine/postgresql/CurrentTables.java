package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.EngineException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Takes the events that wait or were seen from the live database over to the one that will take its
 * place, so that none is lost and none is sent from the backup again.
 */
final class CurrentTables {

  private final PgServer server;
  private final Set<String> keepCurrent;

  CurrentTables(PgServer server, Set<String> keepCurrent) {
    this.server = server;
    this.keepCurrent = keepCurrent;
  }

  static boolean concerns(Tables.Table table, Set<String> keepCurrent) {
    return table.schema().equals("public") && keepCurrent.contains(table.name());
  }

  /** No other client writes to either; everything or nothing is taken over. */
  void copy(String live, String beside) throws SQLException {
    if (keepCurrent.isEmpty()) {
      return;
    }
    try (Connection from = server.connectBriefly(live, PgServer.BRIEF);
        Connection to = server.connectBriefly(beside, PgServer.BRIEF)) {
      to.setAutoCommit(false);
      Map<String, Tables.Table> targets = Tables.of(to, live);
      for (Map.Entry<String, Tables.Table> each : Tables.of(from, live).entrySet()) {
        Tables.Table source = each.getValue();
        Tables.Table target = targets.get(each.getKey());
        if (target != null && concerns(source, keepCurrent)) {
          if (!target.columns().equals(source.columns())) {
            throw new EngineException(
                "restore.kept-table-changed",
                each.getKey()
                    + " has other columns than in the backup, so its waiting events cannot be kept");
          }
          rows(from, to, source);
          sequences(from, to, source);
        }
      }
      to.commit();
    }
  }

  private static void rows(Connection from, Connection to, Tables.Table table) throws SQLException {
    PgServer.execute(to, "TRUNCATE " + table.quoted());
    CopyOut out = from.unwrap(PGConnection.class).getCopyAPI().copyOut(table.copyOut());
    CopyIn in = to.unwrap(PGConnection.class).getCopyAPI().copyIn(table.copyIn());
    for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
      in.writeToCopy(row, 0, row.length);
    }
    in.endCopy();
  }

  private static void sequences(Connection from, Connection to, Tables.Table table)
      throws SQLException {
    List<String> sequences =
        PgServer.strings(
            from,
            """
            SELECT DISTINCT d.objid::regclass::text FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
              AND d.refobjid = ?::regclass AND d.deptype IN ('a', 'i')
              AND (SELECT relkind FROM pg_class WHERE oid = d.objid) = 'S'\
            """,
            table.quoted());
    for (String sequence : sequences) {
      String state =
          PgServer.strings(from, "SELECT last_value || ',' || is_called FROM " + sequence)
              .getFirst();
      String[] parts = state.split(",", 2);
      PgServer.strings(
          to,
          "SELECT setval(" + PgServer.literal(sequence) + "::regclass, ?, ?)::text",
          Long.valueOf(parts[0]),
          Boolean.valueOf(parts[1]));
    }
  }
}
