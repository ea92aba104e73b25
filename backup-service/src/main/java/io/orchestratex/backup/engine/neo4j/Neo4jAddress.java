package io.orchestratex.backup.engine.neo4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Set;
import org.neo4j.driver.AuthToken;
import org.neo4j.driver.AuthTokens;

/**
 * A connection string: {@code neo4j://user:password@host:port}, or {@code bolt://} for one server
 * of a cluster; {@code +s} behind the scheme asks for TLS, {@code +ssc} for TLS with any
 * certificate.
 *
 * @param server where the driver connects, without the account; its query is kept
 * @param account empty where the server takes clients without one
 */
record Neo4jAddress(URI server, String account, AuthToken token) {

  static final Set<String> SCHEMES =
      Set.of("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc");

  private static final int PORT = 7687;

  static Neo4jAddress of(EngineAccess access) {
    URI uri;
    try {
      uri = new URI(access.uri().reveal());
    } catch (URISyntaxException e) {
      throw invalid(access); // Not the cause: its text is the URI.
    }
    if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme()) || uri.getHost() == null) {
      throw invalid(access);
    }
    try {
      String path = uri.getPath() == null || uri.getPath().equals("/") ? "" : uri.getPath();
      int port = uri.getPort() < 0 ? PORT : uri.getPort();
      URI server = new URI(uri.getScheme(), null, uri.getHost(), port, path, uri.getQuery(), null);
      if (!path.isEmpty()) {
        throw invalid(access);
      }
      String raw = uri.getRawUserInfo();
      if (raw == null) {
        return new Neo4jAddress(server, "", AuthTokens.none());
      }
      int colon = raw.indexOf(':');
      String account = decoded(colon < 0 ? raw : raw.substring(0, colon));
      String password = colon < 0 ? "" : decoded(raw.substring(colon + 1));
      return new Neo4jAddress(server, account, AuthTokens.basic(account, password));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw invalid(access);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  private static EngineException invalid(EngineAccess access) {
    return new EngineException(
        "backup.target-uri-invalid",
        "The connection string of target "
            + access.target()
            + " is invalid; expected neo4j://user:password@host:7687 or bolt://…, with +s behind the"
            + " scheme for TLS, and no path: Community has one database.");
  }

  boolean isEncrypted() {
    return server.getScheme().contains("+");
  }

  /** Host and port, an IPv6 address in brackets. */
  String text() {
    return server.getHost() + ":" + server.getPort();
  }
}
