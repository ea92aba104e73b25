package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * One backup and one restore of PostgreSQL databases by the engine, and a way to their server that
 * is not the engine's.
 */
final class Round {

  /** What stands above the settings of a database, for a session that looks at it or fills it. */
  private static final String PLAIN =
      "-c idle_session_timeout=0 -c statement_timeout=0 -c lock_timeout=0 -c default_transaction_read_only=off -c role=none"
          + " -c array_nulls=on -c DateStyle=ISO -c IntervalStyle=postgres -c TimeZone=UTC"
          + " -c bytea_output=hex -c extra_float_digits=3 -c standard_conforming_strings=on"
          + " -c row_security=off -c quote_all_identifiers=off -c search_path="
          + " -c session_replication_role=origin -c transform_null_equals=off";

  final PostgresqlEngine engine;
  private final EngineAccess access;
  private final Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();
  private final Map<String, byte[]> whole = new LinkedHashMap<>();

  /**
   * @param databases names, with {@code *} for any characters, separated by commas
   */
  Round(String databases) {
    this(databases, TestEngines.shared().postgres().backupUri());
  }

  Round(String databases, String uri) {
    engine =
        new PostgresqlEngine(
            new Programs(new PostgresqlSettings(null)),
            new KeepCurrentSettings("outbox,inbox", "postgresql/backup"),
            new ScopeSettings(databases),
            "jdbc:postgresql://127.0.0.1/backup");
    access = new EngineAccess("postgresql", new Secret(uri));
  }

  Dump dump() throws IOException {
    return engine.dump(access, this::begin, ProgressMonitor.NONE);
  }

  private OutputStream begin(String scope) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    files.put(scope, file);
    whole.remove(scope);
    return file;
  }

  byte[] bytes(String scope) {
    return whole.computeIfAbsent(
        scope, name -> Objects.requireNonNull(files.get(name)).toByteArray());
  }

  RestoreScope scope(Dump dump, String id, String... databases) {
    return new RestoreScope(
        id, 1, access, new Selection(List.of(databases), List.of()), dump.files());
  }

  WayOfEngine way(RestoreScope scope) {
    return new WayOfEngine(engine, file -> new ByteArrayInputStream(bytes(file)), scope);
  }

  /** What a restore could not bring back; all records must be back. */
  List<Deviation> restored(Dump dump, String id, String database) throws IOException {
    WayOfEngine way = way(scope(dump, id, database));
    way.cleanUp();
    way.prepare();
    List<ObjectFact> expected =
        dump.files().stream()
            .filter(file -> file.scope().equals(database))
            .flatMap(file -> ExtensionTables.without(file).stream())
            .toList();
    List<ObjectFact> measured = way.measured();
    if (!measured.containsAll(expected)) {
      List<ObjectFact> missing = new ArrayList<>(expected);
      missing.removeAll(measured);
      throw new AssertionError("not as in the backup: " + missing + " of " + measured);
    }
    way.apply();
    way.cleanUp();
    return way.deviations();
  }

  static List<String> names(List<LeftOut> leftOut, boolean failed) {
    return leftOut.stream().filter(each -> each.failed() == failed).map(LeftOut::what).toList();
  }

  /** A session of a superuser. */
  static Connection connect(String database) throws SQLException {
    TestEngines.Postgres postgres = TestEngines.shared().postgres();
    PgServer server = PgServer.of(new EngineAccess("x", new Secret(postgres.backupUri())));
    Properties properties = new Properties();
    properties.putAll(server.address().driverProperties());
    properties.put("options", PLAIN);
    properties.put("preferQueryMode", "simple"); // As psql sends it: a file as a whole.
    return DriverManager.getConnection(server.address().jdbcUrl(database), properties);
  }

  static void run(String database, String... statements) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(String.join(";", statements), e);
    }
  }

  /** Rows of a query, each column of a row after a bar. */
  static List<String> rows(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(row.getString(i)));
        }
        rows.add(String.join("|", columns));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static void create(String database, String how) {
    run("template1", "CREATE DATABASE " + quoted(database) + " TEMPLATE template0 " + how);
  }

  static void drop(String database) {
    if (rows("template1", "SELECT 1 FROM pg_database WHERE datname = '" + sql(database) + "'")
        .isEmpty()) {
      return;
    }
    run(
        "template1",
        "ALTER DATABASE " + quoted(database) + " IS_TEMPLATE false",
        "ALTER DATABASE " + quoted(database) + " ALLOW_CONNECTIONS true");
    for (String each :
        rows(
            database,
            "SELECT quote_ident(subname) FROM pg_subscription s JOIN pg_database d ON d.oid ="
                + " subdbid WHERE datname = current_database()")) {
      run(
          database,
          "ALTER SUBSCRIPTION " + each + " DISABLE",
          "ALTER SUBSCRIPTION " + each + " SET (slot_name = NONE)",
          "DROP SUBSCRIPTION " + each);
    }
    run("template1", "DROP DATABASE " + quoted(database) + " WITH (FORCE)");
  }

  static void role(String name, String how) {
    run(
        "template1",
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '%s') THEN CREATE ROLE %s %s; END IF; END $$"
            .formatted(name, name, how));
  }

  private static String sql(String text) {
    return text.replace("'", "''");
  }

  static Stream<String> kinds(List<Deviation> deviations) {
    return deviations.stream().map(each -> each.kind() + " " + each.name());
  }
}
