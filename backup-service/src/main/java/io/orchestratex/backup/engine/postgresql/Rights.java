package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.kit.connection.ConnectionTest;
import io.orchestratex.kit.connection.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What an account may do against what a full backup needs. */
final class Rights {

  private static final String TRUE = "t";

  /** Databases that are looked into for tables that the account may not read. */
  private static final int MOST_DATABASES = 50;

  private final PgServer server;
  private final ScopeSettings scope;

  /** What is missing: findings and the statements that mend them. */
  private final Set<String> findings = new LinkedHashSet<>();

  private final Set<String> statements = new LinkedHashSet<>();

  Rights(PgServer server, ScopeSettings scope) {
    this.server = server;
    this.scope = scope;
  }

  /** Notes whether the account may take a full backup. */
  void check(Connection connection, ConnectionTest test) throws SQLException {
    if (TRUE.equals(
        one(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))) {
      test.pass(Step.PERMISSION, "is a superuser, who may read and restore everything");
      return;
    }
    String role = one(connection, "SELECT quote_ident(current_user)");
    if (!TRUE.equals(
        one(connection, "SELECT has_function_privilege('pg_control_system()', 'EXECUTE')"))) {
      missing(
          "may not ask which server this is",
          "GRANT EXECUTE ON FUNCTION pg_control_system() TO " + role + ";");
    }
    for (String database : closed(connection)) {
      missing(
          "may not connect to database " + database,
          "GRANT CONNECT ON DATABASE " + PgServer.identifier(database) + " TO " + role + ";");
    }
    for (String database : open(connection)) {
      unreadable(database, role);
    }
    if (findings.isEmpty()) {
      test.pass(
          Step.PERMISSION,
          "may read everything",
          "A restore needs more: ALTER ROLE " + role + " SUPERUSER;");
    } else {
      test.fail(
          Step.PERMISSION,
          "the account " + role + " " + String.join(", ", findings) + ".",
          "Run as a superuser: " + String.join(" ", statements));
    }
  }

  private void missing(String finding, String statement) {
    findings.add(finding);
    statements.add(statement);
  }

  private List<String> closed(Connection connection) throws SQLException {
    return databases(connection, "NOT has_database_privilege(oid, 'CONNECT')");
  }

  private List<String> open(Connection connection) throws SQLException {
    return databases(connection, "has_database_privilege(oid, 'CONNECT')").stream()
        .limit(MOST_DATABASES)
        .toList();
  }

  private List<String> databases(Connection connection, String which) throws SQLException {
    return PgServer.strings(
            connection,
            "SELECT datname FROM pg_database WHERE datallowconn AND datconnlimit <> -2 AND NOT datistemplate AND "
                + which
                + " ORDER BY datname")
        .stream()
        .filter(name -> scope.includes(name) && !PgNames.isTemporary(name))
        .toList();
  }

  private void unreadable(String database, String role) throws SQLException {
    try (Connection inside = server.connectBriefly(database, PgServer.BRIEF)) {
      UnreadableTables tables = UnreadableTables.of(inside, database);
      if (tables.tables().isEmpty()) {
        return;
      }
      String first = tables.tables().keySet().stream().min(String::compareTo).orElseThrow();
      boolean hidden = String.valueOf(tables.tables().get(first)).contains("BYPASSRLS");
      missing(
          "may not read "
              + first
              + (tables.tables().size() == 1
                  ? ""
                  : " and " + (tables.tables().size() - 1) + " more in " + database),
          hidden ? "ALTER ROLE " + role + " BYPASSRLS;" : readEverything(inside, role));
    } catch (EngineException e) {
      missing("cannot look into database " + database, "-- " + e.getMessage());
    }
  }

  private static String readEverything(Connection connection, String role) throws SQLException {
    boolean from14 =
        !PgServer.strings(
                connection, "SELECT rolname FROM pg_roles WHERE rolname = 'pg_read_all_data'")
            .isEmpty();
    return from14
        ? "GRANT pg_read_all_data TO " + role + ";"
        : "ALTER ROLE " + role + " SUPERUSER; -- PostgreSQL 13 has no role that reads all data";
  }

  private static String one(Connection connection, String sql) throws SQLException {
    return PgServer.strings(connection, sql).getFirst();
  }
}
