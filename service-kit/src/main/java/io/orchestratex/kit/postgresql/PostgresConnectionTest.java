package io.orchestratex.kit.postgresql;

import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.connection.ConnectionTest;
import io.orchestratex.kit.connection.Reach;
import io.orchestratex.kit.connection.Step;
import io.orchestratex.kit.settings.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.net.ssl.SSLException;

/** Tries the connection to a PostgreSQL server that a URI names, step by step. Changes nothing. */
public final class PostgresConnectionTest {

  private static final String NO_SUCH_DATABASE = "3D000";
  private static final String TOO_MANY_CONNECTIONS = "53300";
  private static final String REJECTED = "08004";

  private final ConnectionTest test = new ConnectionTest();
  private final LibpqAddress address;
  private final String application;

  private PostgresConnectionTest(LibpqAddress address, String application) {
    this.address = address;
    this.application = application;
  }

  /** Asks an account that signed in what it may do. */
  @FunctionalInterface
  public interface Permissions {

    /** Notes the step {@link Step#PERMISSION}. */
    void check(Connection connection, ConnectionTest test) throws SQLException;
  }

  /**
   * Takes some seconds at most.
   *
   * @throws IllegalArgumentException when the URI cannot be read
   */
  public static ConnectionReport run(Secret uri, String application, Permissions permissions) {
    return new PostgresConnectionTest(LibpqAddress.parse(uri), application).all(permissions);
  }

  private ConnectionReport all(Permissions permissions) {
    if (Reach.check(test, address.hosts()).isPresent()) {
      signIn(permissions);
    }
    return test.report();
  }

  private String database() {
    return address.database().isEmpty() ? "postgres" : address.database();
  }

  private void signIn(Permissions permissions) {
    Properties properties = new Properties();
    properties.put("sslmode", "prefer");
    properties.putAll(address.driverProperties());
    properties.put("ApplicationName", application);
    properties.put("connectTimeout", "4");
    properties.put("loginTimeout", "8");
    properties.put("socketTimeout", "10");
    try (Connection connection =
        DriverManager.getConnection(address.jdbcUrl(database()), properties)) {
      encrypted(connection, properties.getProperty("sslmode"));
      test.pass(Step.SIGN_IN, "signed in as " + account(connection));
      try {
        permissions.check(connection, test);
      } catch (SQLException e) {
        test.fail(Step.PERMISSION, "PostgreSQL says \"" + first(e) + "\".", null);
      }
    } catch (SQLException e) {
      refused(e, properties.getProperty("sslmode"));
    }
  }

  private void encrypted(Connection connection, String mode) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      if (row.next() && row.getBoolean(1)) {
        test.pass(Step.TLS, "encrypted");
      } else {
        test.skip(Step.TLS, "not encrypted; sslmode=" + mode + " lets it be so");
      }
    }
  }

  private static String account(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_user")) {
      row.next();
      return row.getString(1);
    }
  }

  private void refused(SQLException e, String mode) {
    String state = String.valueOf(e.getSQLState());
    String said = first(e);
    if (said.contains("does not support SSL")) {
      test.fail(
          Step.TLS,
          "the URI asks for TLS (sslmode=" + mode + ") and the server does not speak it.",
          "Turn ssl on in postgresql.conf, or use a weaker sslmode.");
    } else if (isOfTls(e)) {
      test.fail(
          Step.TLS,
          "no encrypted connection with sslmode=" + mode + ": " + said + ".",
          "Check sslrootcert, and that the certificate names this host.");
    } else if (state.equals(NO_SUCH_DATABASE)) {
      signInFailed(
          "the database " + database() + " does not exist.", "Name one that does in the URI.");
    } else if (state.equals(TOO_MANY_CONNECTIONS)) {
      signInFailed("the server has no connection left.", "Raise max_connections, or try later.");
    } else if (state.startsWith("28") || state.equals(REJECTED)) {
      signInFailed(
          "PostgreSQL says \"" + said + "\".",
          said.contains("pg_hba.conf")
              ? "Let the account in from the address of this service in pg_hba.conf."
              : "Check user and password.");
    } else {
      signInFailed(
          "what answers is no PostgreSQL server, or it broke the connection: " + said + ".",
          "Check host and port.");
    }
  }

  private void signInFailed(String detail, String remedy) {
    test.pass(Step.TLS, "no obstacle was found");
    test.fail(Step.SIGN_IN, detail, remedy);
  }

  private static boolean isOfTls(Throwable fault) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof SSLException || String.valueOf(each.getMessage()).contains("SSL")) {
        return true;
      }
    }
    return false;
  }

  /** The first line of what was said, without the driver's prefix. */
  private static String first(SQLException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return message.replaceFirst("^(FATAL|ERROR): ", "").replaceFirst("\\.$", "");
  }
}
