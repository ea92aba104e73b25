package io.orchestratex.monitor.probe.postgresql;

import io.orchestratex.kit.postgresql.LibpqAddress;
import io.orchestratex.kit.settings.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/** A server's address as libpq has it, with all its parameters. */
record PostgresAddress(Secret uri) {

  static final String FORM = LibpqAddress.FORM;

  private static final String LIMITS = "-c statement_timeout=2000 -c lock_timeout=500";

  /**
   * Connects, read-only and with bounded statements. What the address says about the connection
   * stands, but no statement takes longer than a measurement may.
   *
   * @param database another than the address's, or empty
   * @throws IllegalArgumentException when the address cannot be read
   */
  Connection connect(String database, Duration deadline) throws SQLException {
    LibpqAddress address = LibpqAddress.parse(uri);
    String own = address.database().isEmpty() ? "postgres" : address.database();
    String seconds = Long.toString(Math.max(1, deadline.toSeconds() - 1));
    Properties properties = address.driverProperties();
    properties.putIfAbsent("ApplicationName", "orchestratex-monitor");
    properties.put("connectTimeout", seconds);
    properties.put("loginTimeout", seconds);
    properties.put("socketTimeout", seconds);
    properties.merge("options", LIMITS, (given, limits) -> given + " " + limits);
    properties.put("readOnly", "true");
    return DriverManager.getConnection(
        address.jdbcUrl(database.isEmpty() ? own : database), properties);
  }

  /** What is wrong with an address, or empty. */
  static Optional<String> fault(Secret address) {
    try {
      LibpqAddress.parse(address);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }
}
