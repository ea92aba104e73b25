package io.orchestratex.monitor.probe.postgresql;

import io.orchestratex.monitor.probe.MeanWindow;
import io.orchestratex.monitor.probe.SampleBag;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** {@code pg_stat_statements}, summed; left out where the extension is not there. */
final class StatementTimes {

  private static final String SQL =
      "SELECT sum(calls), sum(total_exec_time) / 1000 FROM pg_stat_statements(false)";

  private final MeanWindow mean = new MeanWindow();
  private boolean missing;

  void read(Connection connection, SampleBag bag) throws SQLException {
    if (missing) {
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SQL)) {
      row.next();
      double calls = row.getDouble(1);
      double seconds = row.getDouble(2);
      bag.add("postgresql_statements_total", calls);
      bag.add("postgresql_statement_seconds_total", seconds);
      mean.mean(seconds, calls).ifPresent(value -> bag.add("ox_operation_seconds", value));
    } catch (SQLException e) {
      // 42883: not created in this database; 55000: not loaded by the server; 42501: not for us.
      if (!"42883".equals(e.getSQLState())
          && !"55000".equals(e.getSQLState())
          && !"42501".equals(e.getSQLState())) {
        throw e;
      }
      missing = true;
    }
  }
}
