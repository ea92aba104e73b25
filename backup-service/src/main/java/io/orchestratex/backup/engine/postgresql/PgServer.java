package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.kit.postgresql.LibpqAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A server and as whom we log in; prints without the password. Only parameters are taken that the
 * driver and PostgreSQL's programs (pg_dump, pg_restore, psql) both keep to.
 *
 * @param address its database is the one to connect to for work on databases themselves
 */
record PgServer(LibpqAddress address) {

  private static final String OPTIONS = "options";

  static final Duration BRIEF = Duration.ofSeconds(30);

  /**
   * Stands above what is set for the server, the database or the role: those limits are not ours.
   */
  static final String NO_TIMEOUTS =
      "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0";

  /** PostgreSQL 13 does not have it, and refuses a session that sets it. */
  private static final String FROM_14 = " -c idle_session_timeout=0";

  /** Servers that have refused it. */
  private static final Set<List<String>> OLDER_THAN_14 = ConcurrentHashMap.newKeySet();

  /**
   * Stand above what is set for the server, the database or the role, too: a session of ours reads
   * and writes what a dump says, whatever the sessions of an application do.
   */
  private static final String OURS =
      NO_TIMEOUTS
          + " -c default_transaction_read_only=off -c default_transaction_deferrable=off"
          + " -c default_transaction_isolation=read\\ committed -c role=none -c row_security=off"
          + " -c array_nulls=on -c transform_null_equals=off -c quote_all_identifiers=off"
          + " -c DateStyle=ISO -c IntervalStyle=postgres -c extra_float_digits=3"
          + " -c bytea_output=hex -c standard_conforming_strings=on"
          + " -c default_tablespace= -c temp_tablespaces= -c synchronize_seqscans=off";

  /** Where we connect to while the usual database itself is the one to be worked on. */
  private static final String OTHER_DATABASE = "template1";

  private static final String NO_SUCH_DATABASE = "3D000";
  private static final String NO_SUCH_SETTING = "42704";
  private static final String TOO_MANY_CONNECTIONS = "53300";

  /** How much longer we wait for the answer of a server that does not keep to its limit. */
  private static final Duration ANSWER_AFTER = Duration.ofSeconds(10);

  private static final String INVALID_PASSWORD = "28P01";
  private static final String INVALID_AUTHORIZATION = "28000";

  /** Makes every way of reading a row give the same text as pg_dump does. */
  private static final String SAME_TEXT =
      """
      SET TIME ZONE 'UTC'; SET DateStyle = ISO; SET IntervalStyle = postgres;
      SET extra_float_digits = 3; SET bytea_output = hex; SET synchronize_seqscans = off;
      SET row_security = off; SELECT pg_catalog.set_config('search_path', '', false);
      SELECT pg_catalog.set_config(name, CASE name WHEN 'session_replication_role' THEN 'origin'
          ELSE '0' END, false) FROM pg_catalog.pg_settings
        WHERE name = 'transaction_timeout'
          OR (name = 'session_replication_role'
            AND pg_catalog.current_setting('is_superuser') = 'on')\
      """;

  static PgServer of(EngineAccess access) {
    try {
      LibpqAddress address = LibpqAddress.parse(access.uri());
      if (address.user().isEmpty()) {
        throw new IllegalArgumentException("names no account; expected " + LibpqAddress.FORM);
      }
      address.environment(); // Says what the programs could not be given.
      return new PgServer(address);
    } catch (IllegalArgumentException e) {
      throw new EngineException(
          "backup.target-uri-invalid",
          "The connection string of target %s %s.".formatted(access.target(), e.getMessage()));
    }
  }

  /** The usual database. */
  String database() {
    return address.database().isEmpty() ? "postgres" : address.database();
  }

  @Override
  public String toString() {
    return String.join(",", address.hosts());
  }

  Connection connect() {
    try {
      return connect(database());
    } catch (EngineException e) {
      if (isGone(e) && !database().equals(OTHER_DATABASE)) {
        return connect(OTHER_DATABASE);
      }
      throw e;
    }
  }

  /**
   * As {@link #connectBriefly()}, for work on a database that must have no session: not from within
   * it.
   *
   * @param name the database that is worked on
   */
  Connection connectBesides(String name, Duration limit) {
    List<String> ways = new ArrayList<>(List.of(database(), OTHER_DATABASE, "postgres"));
    ways.removeIf(name::equals);
    for (String way : ways) {
      try {
        return connectBriefly(way, limit);
      } catch (EngineException e) {
        if (!isGone(e) || way.equals(ways.getLast())) {
          throw e;
        }
      }
    }
    throw new IllegalStateException("no way to " + name);
  }

  /** A restore of the usual database may have been interrupted while it was moved aside. */
  private static boolean isGone(EngineException e) {
    return e.getCause() instanceof SQLException cause
        && NO_SUCH_DATABASE.equals(cause.getSQLState());
  }

  /**
   * A connection to a database, in the settings that pg_dump reads with, for work that takes as
   * long as it takes.
   */
  Connection connect(String name) {
    Properties patience = new Properties();
    patience.put(OPTIONS, sessionOptions());
    patience.put("tcpKeepAlive", "true"); // Nothing else would notice a server that is gone.
    return connect(name, patience);
  }

  /** For work that must end soon: neither a lock nor a silent server keeps it waiting. */
  Connection connectBriefly() {
    return connectBesides("", BRIEF);
  }

  /**
   * As above.
   *
   * @param limit longest that a statement takes before the server ends it
   */
  Connection connectBriefly(String name, Duration limit) {
    Properties limits = new Properties();
    limits.put("socketTimeout", Long.toString(limit.plus(ANSWER_AFTER).toSeconds()));
    limits.put(
        OPTIONS,
        sessionOptions()
            + " -c statement_timeout=%1$d -c lock_timeout=%1$d -c idle_in_transaction_session_timeout=%1$d"
                .formatted(limit.toMillis()));
    return connect(name, limits);
  }

  private Connection connect(String name, Properties properties) {
    properties.put("connectTimeout", "5");
    properties.put("loginTimeout", "10");
    properties.put("sslmode", "prefer");
    properties.put("ApplicationName", "orchestratex-backup");
    Properties given = address.driverProperties();
    given.remove(OPTIONS); // They are part of those that are set already.
    properties.putAll(given);
    try {
      Connection connection = DriverManager.getConnection(address.jdbcUrl(name), properties);
      try (Statement statement = connection.createStatement()) {
        statement.execute(SAME_TEXT);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return connection;
    } catch (SQLException e) {
      String options = properties.getProperty(OPTIONS, "");
      if (NO_SUCH_SETTING.equals(e.getSQLState()) && options.contains(FROM_14)) {
        OLDER_THAN_14.add(address.hosts());
        properties.put(OPTIONS, options.replace(FROM_14, ""));
        return connect(name, properties);
      }
      throw explained("connecting to database " + name + " failed", e);
    }
  }

  /** The environment of a child program: nothing of ours but what it needs to log in. */
  Map<String, String> environment() {
    Map<String, String> environment = address.environment();
    environment.put("PGTZ", "UTC");
    environment.put("PGOPTIONS", sessionOptions());
    environment.putIfAbsent("PGCONNECT_TIMEOUT", "10");
    environment.putIfAbsent("PGSSLMODE", "prefer");
    environment.putIfAbsent("PGAPPNAME", "orchestratex-backup");
    environment.put("LC_ALL", "C");
    return environment;
  }

  /** Settings of each session of ours, in the words of {@code PGOPTIONS}. */
  String sessionOptions() {
    String newer = OLDER_THAN_14.contains(address.hosts()) ? "" : FROM_14;
    return (address.parameters().getOrDefault(OPTIONS, "") + " " + OURS + newer).strip();
  }

  /** Options that lead a program to a database, besides its environment. */
  List<String> options(String name) {
    // A plain name with an equals sign in it would be read as a connection string.
    return List.of("--no-password", "--dbname=" + address.connectionString(name));
  }

  static EngineException explained(String what, SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (state.equals(INVALID_PASSWORD) || state.equals(INVALID_AUTHORIZATION)) {
      return new EngineException(
          "backup.target-login-refused", "PostgreSQL refuses the account of the target.", e);
    }
    if (state.startsWith("08") || state.startsWith("57P") || state.equals(TOO_MANY_CONNECTIONS)) {
      return new EngineException(
          EngineException.UNREACHABLE, "PostgreSQL does not answer: " + e.getMessage(), e);
    }
    return new EngineException("backup.postgresql-fault", what + ": " + e.getMessage(), e);
  }

  /** What the server itself says, without the context in which rows of users may stand. */
  static String reason(SQLException e) {
    if (e instanceof PSQLException fault && fault.getServerErrorMessage() != null) {
      ServerErrorMessage said = fault.getServerErrorMessage();
      return said.getMessage() + (said.getDetail() == null ? "" : " (" + said.getDetail() + ")");
    }
    return String.valueOf(e.getMessage());
  }

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return (text.indexOf('\\') >= 0 ? " E" : "")
        + "'"
        + text.replace("\\", "\\\\").replace("'", "''")
        + "'";
  }

  /** The first column of each row. */
  static List<String> strings(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = select.executeQuery()) {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
          values.add(rows.getString(1));
        }
        return values;
      }
    }
  }

  /** The first row; empty where there is none. */
  static List<@Nullable String> row(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = select.executeQuery()) {
        List<@Nullable String> values = new ArrayList<>();
        if (rows.next()) {
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            values.add(rows.getString(i));
          }
        }
        return values;
      }
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
