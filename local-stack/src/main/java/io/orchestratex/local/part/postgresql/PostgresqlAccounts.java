package io.orchestratex.local.part.postgresql;

import io.orchestratex.local.part.Claim;
import io.orchestratex.local.part.Claims;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.stack.Secrets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.function.IntSupplier;

/** The roles and databases of PostgreSQL. */
public final class PostgresqlAccounts {

  public static final String SUPERUSER = "postgres";

  /** The role with which backup-service reads and restores every database. */
  public static final String BACKUP = "backup_operator";

  /** The role with which monitor-service watches. */
  public static final String MONITOR = "monitoring";

  private final Secrets secrets;
  private final Claims claims;
  private final IntSupplier port;

  PostgresqlAccounts(Secrets secrets, Claims claims, IntSupplier port) {
    this.secrets = secrets;
    this.claims = claims;
    this.port = port;
  }

  /** The role that owns a service's database. */
  public static String roleOf(String service) {
    return service.replace("-service", "_service");
  }

  boolean canLogIn() {
    try (Connection _ = connect("postgres")) {
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /** What {@link #provision} makes. */
  String described() {
    StringBuilder text = new StringBuilder(64);
    for (Claim<PostgresqlDatabase> own : claims.of(PostgresqlDatabase.class)) {
      text.append(own).append(secrets.password(PostgresqlPart.NAME, roleOf(own.service())));
    }
    for (String role : List.of(SUPERUSER, BACKUP, MONITOR)) {
      text.append(role).append(secrets.password(PostgresqlPart.NAME, role));
    }
    return text.toString();
  }

  void provision() {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      for (Claim<PostgresqlDatabase> own : claims.of(PostgresqlDatabase.class)) {
        String role = roleOf(own.service());
        String database = own.need().database();
        putRole(statement, role, secrets.password(PostgresqlPart.NAME, role), "");
        if (!exists(statement, "pg_database WHERE datname", database)) {
          makeDatabase(statement, database, role);
        }
      }
      putRole(
          statement, BACKUP, secrets.password(PostgresqlPart.NAME, BACKUP), "SUPERUSER CREATEDB");
      putRole(statement, MONITOR, secrets.password(PostgresqlPart.NAME, MONITOR), "");
      statement.execute("GRANT pg_monitor TO " + MONITOR);
    } catch (SQLException e) {
      throw failed(e);
    }
    extend();
  }

  /** Statement statistics, where the server brings them. */
  private void extend() {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      if (exists(statement, "pg_available_extensions WHERE name", "pg_stat_statements")) {
        statement.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static PartFailedException failed(SQLException e) {
    return new PartFailedException(
        PostgresqlPart.NAME, "its roles and databases could not be made: " + e.getMessage(), e);
  }

  /** An empty database with a role of the same name that owns it. */
  public void freshDatabase(String name, String password) {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)");
      putRole(statement, name, password, "");
      makeDatabase(statement, name, name);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static void makeDatabase(Statement statement, String name, String owner)
      throws SQLException {
    statement.execute("CREATE DATABASE " + quoted(name) + " OWNER " + quoted(owner));
    statement.execute("REVOKE ALL ON DATABASE " + quoted(name) + " FROM PUBLIC");
    statement.execute("GRANT CONNECT ON DATABASE " + quoted(name) + " TO pg_monitor");
  }

  private static void putRole(Statement statement, String role, String password, String more)
      throws SQLException {
    String verb = exists(statement, "pg_roles WHERE rolname", role) ? "ALTER" : "CREATE";
    statement.execute(
        "%s ROLE %s LOGIN %s PASSWORD '%s'".formatted(verb, quoted(role), more, password));
  }

  private static boolean exists(Statement statement, String where, String name)
      throws SQLException {
    try (ResultSet found = statement.executeQuery("SELECT 1 FROM " + where + " = '" + name + "'")) {
      return found.next();
    }
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", SUPERUSER);
    properties.put("password", secrets.password(PostgresqlPart.NAME, SUPERUSER));
    properties.put("connectTimeout", "2");
    properties.put("socketTimeout", "30");
    properties.put("loginTimeout", "5");
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s".formatted(Wire.HOST, port.getAsInt(), database), properties);
  }
}
