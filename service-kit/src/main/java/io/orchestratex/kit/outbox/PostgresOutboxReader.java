package io.orchestratex.kit.outbox;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.postgresql.Postgres;
import io.orchestratex.kit.postgresql.PostgresFaults;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the table {@code outbox} over one connection of its own. Leadership is a session-bound
 * advisory lock, which the server frees when the process dies. Rows that are younger than the
 * oldest open transaction of this database are left for later, so that no row can appear before one
 * already sent; what other databases of the server do delays nothing.
 */
class PostgresOutboxReader implements OutboxStore {

  private static final long LEADER_LOCK = 0x6f78_6f75_7462_6f78L;

  /**
   * The oldest transaction that may still write, or the next one. The snapshot is older than the
   * look at the connections: what is in it and not among them has ended, here or elsewhere.
   */
  private static final String HORIZON =
      """
      SELECT COALESCE(
        (SELECT open FROM pg_snapshot_xip(pg_current_snapshot()) AS open
         WHERE open::xid IN
           (SELECT backend_xid FROM pg_stat_activity WHERE datname = current_database())
         ORDER BY open LIMIT 1),
        pg_snapshot_xmax(pg_current_snapshot()))::text\
      """;

  private static final String WAITING =
      """
      SELECT position, topic, key, headers, value FROM outbox
      WHERE position < COALESCE(
        (SELECT min(position) FROM outbox WHERE transaction >= ?::text::xid8),
        9223372036854775807)
      ORDER BY position LIMIT ?\
      """;

  private final DataSource dataSource;
  private final Postgres postgres;
  private final PostgresFaults faults;
  private final ObjectMapper mapper;
  private @Nullable Connection connection;

  PostgresOutboxReader(
      DataSource dataSource, Postgres postgres, PostgresFaults faults, ObjectMapper mapper) {
    this.dataSource = dataSource;
    this.postgres = postgres;
    this.faults = faults;
    this.mapper = mapper;
  }

  @Override
  public boolean lead() {
    if (!postgres.start().isPrepared()) {
      return false;
    }
    try {
      if (connection != null && connection.isValid(2)) {
        return true;
      }
      close();
      Connection candidate = dataSource.getConnection();
      candidate.setAutoCommit(true);
      if (locks(candidate)) {
        connection = candidate;
        return true;
      }
      candidate.close();
      return false;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static boolean locks(Connection candidate) throws SQLException {
    try (PreparedStatement lock = candidate.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      lock.setLong(1, LEADER_LOCK);
      try (ResultSet result = lock.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }

  @Override
  public List<OutboxMessage> peek(int max) {
    List<OutboxMessage> messages = new ArrayList<>();
    try (PreparedStatement select = leading().prepareStatement(WAITING)) {
      select.setString(1, horizon());
      select.setInt(2, max);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          messages.add(
              new OutboxMessage(
                  rows.getLong(1),
                  rows.getString(2),
                  rows.getString(3),
                  mapper.readValue(rows.getString(4), PostgresOutbox.HEADERS),
                  rows.getBytes(5)));
        }
      }
      return messages;
    } catch (SQLException e) {
      throw failure(e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row of the outbox has headers that are not JSON", e);
    }
  }

  private String horizon() throws SQLException {
    try (PreparedStatement select = leading().prepareStatement(HORIZON);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void delete(List<OutboxMessage> sent) {
    Connection leading = leading();
    try (PreparedStatement delete =
        leading.prepareStatement("DELETE FROM outbox WHERE position = ANY(?)")) {
      delete.setArray(
          1,
          leading.createArrayOf(
              "bigint", sent.stream().map(OutboxMessage::position).toArray(Object[]::new)));
      delete.executeUpdate();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    if (connection == null) {
      return;
    }
    // A pooled connection goes back to the pool alive: the lock must not go with it.
    try (Connection closing = connection;
        Statement unlock = closing.createStatement()) {
      unlock.execute("SELECT pg_advisory_unlock_all()");
    } catch (SQLException e) {
      // The server is gone, and the lock with it.
    } finally {
      connection = null;
    }
  }

  private Connection leading() {
    if (connection == null) {
      throw new IllegalStateException("peek and delete need lead() first");
    }
    return connection;
  }

  private FailureException failure(SQLException e) {
    return requireNonNull(faults.translate(e));
  }
}
