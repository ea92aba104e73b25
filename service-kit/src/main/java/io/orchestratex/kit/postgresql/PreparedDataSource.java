package io.orchestratex.kit.postgresql;

import io.orchestratex.kit.readiness.EngineStart;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Gives connections of a pool once the database is prepared. */
record PreparedDataSource(DataSource pool, EngineStart start) implements DataSource {

  private static final Duration WAIT = Duration.ofSeconds(5);

  @Override
  public Connection getConnection() throws SQLException {
    awaitPrepared();
    return pool.getConnection();
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    awaitPrepared();
    return pool.getConnection(username, password);
  }

  private void awaitPrepared() throws SQLTransientConnectionException {
    if (!start.isPrepared() && !start.awaitPrepared(WAIT)) {
      throw new SQLTransientConnectionException("PostgreSQL is not prepared yet");
    }
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return pool.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    pool.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    pool.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return pool.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return pool.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : pool.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || pool.isWrapperFor(type);
  }
}
