package io.orchestratex.monitor.probe.postgresql;

import io.orchestratex.kit.connection.ConnectionTest;
import io.orchestratex.kit.connection.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What an account may do against what a measurement needs. */
final class Rights {

  private Rights() {}

  /** Notes whether the account may measure. */
  static void check(Connection connection, ConnectionTest test) throws SQLException {
    String role = strings(connection, "SELECT quote_ident(current_user)").getFirst();
    if (!strings(connection, "SELECT pg_has_role('pg_monitor', 'USAGE')").getFirst().equals("t")) {
      test.fail(
          Step.PERMISSION,
          "the account " + role + " is no member of pg_monitor, so that most numbers are hidden.",
          "Run as a superuser: GRANT pg_monitor TO " + role + ";");
      return;
    }
    List<String> closed =
        strings(
            connection,
            """
            SELECT format('GRANT CONNECT ON DATABASE %I TO %I;', datname, current_user)
            FROM pg_database WHERE datallowconn AND NOT datistemplate
              AND NOT has_database_privilege(oid, 'CONNECT') ORDER BY datname LIMIT 20\
            """);
    test.pass(
        Step.PERMISSION,
        closed.isEmpty()
            ? "may measure the server and all its databases"
            : "may measure the server; the tables of some databases stay uncounted",
        closed.isEmpty() ? null : "For their tables, too: " + String.join(" ", closed));
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
