package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.connection.ConnectionTest;
import io.orchestratex.kit.connection.Reach;
import io.orchestratex.kit.connection.Step;
import java.util.List;
import javax.net.ssl.SSLException;
import org.neo4j.driver.Driver;
import org.neo4j.driver.exceptions.AuthenticationException;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.SecurityException;
import org.neo4j.driver.exceptions.TokenExpiredException;

/** Tries the connection to a Neo4j server step by step. Changes nothing. */
final class Neo4jConnectionTest {

  private final ConnectionTest test = new ConnectionTest();
  private final EngineAccess access;
  private final Neo4jAddress address;

  private Neo4jConnectionTest(EngineAccess access) {
    this.access = access;
    this.address = Neo4jAddress.of(access);
  }

  static ConnectionReport run(EngineAccess access) {
    return new Neo4jConnectionTest(access).all();
  }

  private ConnectionReport all() {
    if (Reach.check(test, List.of(address.text())).isPresent() && isSignedIn()) {
      mayReadAll();
    }
    return test.report();
  }

  private boolean isSignedIn() {
    try (Driver driver = Neo4jServer.driver(address)) {
      driver.verifyConnectivity();
      encrypted();
      test.pass(
          Step.SIGN_IN,
          address.account().isEmpty() ? "without an account" : "signed in as " + address.account());
      return true;
    } catch (AuthenticationException | TokenExpiredException e) {
      encrypted();
      test.fail(Step.SIGN_IN, "Neo4j refuses the account.", "Check user and password.");
    } catch (SecurityException e) {
      if (isOfTls(e)) {
        tlsFailed();
      } else {
        encrypted();
        test.fail(
            Step.SIGN_IN,
            "Neo4j answers " + e.code() + ".",
            "Check user and password; after some wrong ones Neo4j takes none for a while.");
      }
    } catch (Neo4jException | IllegalArgumentException | IllegalStateException e) {
      if (address.isEncrypted() || isOfTls(e)) {
        tlsFailed();
      } else {
        test.skip(Step.TLS, "not asked for");
        test.fail(
            Step.SIGN_IN,
            "what answers speaks no Bolt, or it broke the connection.",
            "Check the port: Bolt's is 7687, 7474 is the one of HTTP. Where the server takes"
                + " encrypted connections only, use neo4j+s:// or bolt+s://.");
      }
    }
    return false;
  }

  private void encrypted() {
    if (address.isEncrypted()) {
      test.pass(Step.TLS, "encrypted");
    } else {
      test.skip(Step.TLS, "not encrypted; +s behind the scheme asks for it");
    }
  }

  private void tlsFailed() {
    test.fail(
        Step.TLS,
        "no encrypted connection with " + address.server().getScheme() + "://.",
        "Check that the server has TLS on for Bolt (server.bolt.tls_level) and a certificate that"
            + " names this host; +ssc takes any certificate.");
  }

  private static boolean isOfTls(Throwable fault) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  private void mayReadAll() {
    try (Neo4jServer server = Neo4jServer.of(access)) {
      Rules.of(server);
      server.list("MATCH (n) RETURN 1 LIMIT 1");
      server.identity();
      test.pass(
          Step.PERMISSION,
          server.edition().isCommunity()
              ? "may read and restore everything, as every account of Community"
              : "may read the graph, its constraints and its indexes");
    } catch (Neo4jException e) {
      boolean expired = e.code().contains("CredentialsExpired");
      test.fail(
          Step.PERMISSION,
          expired
              ? "the password of the account must be changed before it may do anything."
              : "Neo4j answers " + e.code() + ".",
          expired
              ? "Run: ALTER CURRENT USER SET PASSWORD FROM 'old' TO 'new', and give the new one."
              : "Grant the account the role reader as an administrator, and SHOW CONSTRAINT and"
                  + " SHOW INDEX on the database.");
    }
  }
}
