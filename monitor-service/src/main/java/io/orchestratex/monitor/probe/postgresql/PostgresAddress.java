package io.orchestratex.monitor.probe.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.kit.settings.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;

/** A server's address as libpq has it: {@code postgresql://user:password@host:port/database}. */
record PostgresAddress(Secret uri) {

  static final String FORM = "postgresql://user:password@host:port/database";

  private static final int DEFAULT_PORT = 5432;

  /**
   * Connects, read-only and with bounded statements.
   *
   * @param database another than the address's, or empty
   * @throws IllegalArgumentException when the address cannot be read
   */
  Connection connect(String database, Duration deadline) throws SQLException {
    URI parsed = parsed();
    String path = Objects.requireNonNullElse(parsed.getPath(), "").replaceFirst("^/", "");
    String name = !database.isEmpty() ? database : path.isEmpty() ? "postgres" : path;
    String[] account = Objects.requireNonNullElse(parsed.getRawUserInfo(), "").split(":", 2);
    int seconds = (int) Math.max(1, deadline.toSeconds() - 1);
    Properties properties = new Properties();
    properties.put("user", URLDecoder.decode(account[0].replace("+", "%2B"), UTF_8));
    if (account.length == 2) {
      properties.put("password", URLDecoder.decode(account[1].replace("+", "%2B"), UTF_8));
    }
    properties.put("ApplicationName", "orchestratex-monitor");
    properties.put("connectTimeout", Integer.toString(seconds));
    properties.put("loginTimeout", Integer.toString(seconds));
    properties.put("socketTimeout", Integer.toString(seconds));
    properties.put("options", "-c statement_timeout=2000 -c lock_timeout=500");
    properties.put("readOnly", "true");
    int port = parsed.getPort() < 0 ? DEFAULT_PORT : parsed.getPort();
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(parsed.getHost(), port, URLEncoder.encode(name, UTF_8)),
        properties);
  }

  private URI parsed() {
    URI parsed = URI.create(uri.reveal());
    boolean known =
        "postgresql".equals(parsed.getScheme()) || "postgres".equals(parsed.getScheme());
    if (!known || parsed.getHost() == null) {
      throw new IllegalArgumentException("it is not a valid address; expected " + FORM);
    }
    return parsed;
  }
}
