package io.orchestratex.kit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Connections of a test to the database of the service that it runs. They are kept: a test that
 * waits asks often, and a sign-in costs more than most queries.
 */
final class TestConnections implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HikariDataSource pool;

  TestConnections(String url, String user, String password) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setInitializationFailTimeout(-1);
    pool = new HikariDataSource(config);
  }

  Connection take() throws SQLException {
    return pool.getConnection();
  }

  @Override
  public void close() {
    pool.close();
  }
}
