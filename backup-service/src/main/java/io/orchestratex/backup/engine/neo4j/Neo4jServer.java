package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Logging;
import org.neo4j.driver.NotificationConfig;
import org.neo4j.driver.Record;
import org.neo4j.driver.Result;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.exceptions.AuthenticationException;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;
import org.neo4j.driver.summary.SummaryCounters;

/** A connection to the home database of an account: in Community, to the only one there is. */
final class Neo4jServer implements AutoCloseable {

  private static final long CONNECT_SECONDS = 5;
  private static final long FETCHED_RECORDS = 500;

  private final Driver driver;

  private Neo4jServer(Driver driver) {
    this.driver = driver;
  }

  /** Connects when it is asked for something. */
  static Neo4jServer of(EngineAccess access) {
    Neo4jAddress address = Neo4jAddress.of(access);
    try {
      return new Neo4jServer(driver(address));
    } catch (Neo4jException | IllegalArgumentException e) {
      throw new EngineException(
          "backup.target-uri-invalid", "The driver of Neo4j does not take the URI of the target.");
    }
  }

  static Driver driver(Neo4jAddress address) {
    return GraphDatabase.driver(
        address.server(),
        address.token(),
        Config.builder()
            .withUserAgent("orchestratex-backup")
            .withLogging(Logging.none())
            .withTelemetryDisabled(true)
            .withNotificationConfig(NotificationConfig.disableAllConfig())
            .withConnectionTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
            .withConnectionAcquisitionTimeout(2 * CONNECT_SECONDS, TimeUnit.SECONDS)
            .withMaxTransactionRetryTime(1, TimeUnit.SECONDS)
            .withMaxConnectionPoolSize(4)
            .withEventLoopThreads(1)
            .withFetchSize(FETCHED_RECORDS)
            .build());
  }

  /** Reads in a session and a transaction of its own, a few records in memory at a time. */
  void read(String query, Map<String, Object> parameters, Consumer<Record> each) {
    try (Session session = session(AccessMode.READ)) {
      Result result = session.run(query, parameters);
      while (result.hasNext()) {
        each.accept(result.next());
      }
    }
  }

  /** Everything that a query finds. */
  List<Record> list(String query, Map<String, Object> parameters) {
    try (Session session = session(AccessMode.READ)) {
      return session.run(query, parameters).list();
    }
  }

  /** The same without parameters. */
  List<Record> list(String query) {
    return list(query, Map.of());
  }

  /** Writes in a transaction of its own, once: what became of one that broke nobody knows. */
  SummaryCounters write(String statement, Map<String, Object> parameters) {
    try (Session session = session(AccessMode.WRITE);
        Transaction transaction = session.beginTransaction()) {
      SummaryCounters counters = transaction.run(statement, parameters).consume().counters();
      transaction.commit();
      return counters;
    }
  }

  /** Carries out a statement that brings its own transactions. */
  void run(String statement) {
    try (Session session = session(AccessMode.WRITE)) {
      session.run(statement).consume();
    }
  }

  private Session session(AccessMode mode) {
    return driver.session(SessionConfig.builder().withDefaultAccessMode(mode).build());
  }

  /** The version, such as {@code 5.26.0}, and the edition, such as {@code community}. */
  Edition edition() {
    Record row =
        list("CALL dbms.components() YIELD name, versions, edition"
                + " WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version, edition")
            .getFirst();
    return new Edition(
        row.get("version").asString(), row.get("edition").asString().toLowerCase(Locale.ROOT));
  }

  /**
   * What runs there.
   *
   * @param edition in lower case
   */
  record Edition(String version, String edition) {
    boolean isCommunity() {
      return edition.equals("community");
    }
  }

  /** What distinguishes the database from every other. */
  String identity() {
    return list("CALL db.info() YIELD id RETURN id").getFirst().get("id").asString();
  }

  /** The number of the last transaction of the database; -1 where the server does not say. */
  long lastTransaction() {
    try (Session session = session(AccessMode.READ)) {
      session.run("RETURN 1").consume();
      return Bookmarks.transaction(session.lastBookmarks());
    }
  }

  /** A name as Cypher takes it whatever it is. */
  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** What a failure means to a person; what the server says may hold values of the graph. */
  static EngineException explained(String what, Neo4jException e) {
    return switch (e) {
      case AuthenticationException _ ->
          new EngineException(
              "backup.target-login-refused", "Neo4j refuses the account of the target.", e);
      case ServiceUnavailableException _ ->
          new EngineException(EngineException.UNREACHABLE, what + ": Neo4j does not answer.", e);
      case SessionExpiredException _ ->
          new EngineException(
              EngineException.UNREACHABLE,
              what + ": Neo4j does not answer, the connection to it broke.",
              e);
      default ->
          new EngineException("backup.neo4j-fault", what + ": Neo4j answers " + e.code() + ".");
    };
  }

  /** Does not wait: the driver's threads rest for 200 ms before they end. */
  @Override
  public void close() {
    driver.closeAsync();
  }
}
