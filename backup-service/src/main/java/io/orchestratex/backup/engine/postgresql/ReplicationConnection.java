package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.EngineException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.PGStream;
import org.postgresql.core.QueryExecutorBase;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A connection for commands of the replication protocol. The driver logs in, with all that it knows
 * about TLS, SCRAM and several hosts; then its stream is used directly, because the driver itself
 * cannot read the answer to BASE_BACKUP, which is rows, then a copy, then rows again. For one
 * thread; {@link #abort} may be called from another one.
 */
final class ReplicationConnection implements AutoCloseable {

  /** The driver offers no way to its stream. */
  private static final Field STREAM = streamField();

  private final Connection connection;
  private final PGStream stream;

  private ReplicationConnection(Connection connection) throws SQLException {
    this.connection = connection;
    try {
      this.stream =
          (PGStream) STREAM.get(connection.unwrap(BaseConnection.class).getQueryExecutor());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // It was made accessible.
    }
  }

  private static Field streamField() {
    try {
      Field field = QueryExecutorBase.class.getDeclaredField("pgStream");
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("another version of the PostgreSQL driver is in use", e);
    }
  }

  static ReplicationConnection open(PgServer server) {
    try {
      return new ReplicationConnection(connect(server));
    } catch (SQLException e) {
      throw refused("connecting for replication failed", e);
    }
  }

  /** A connection of the driver that takes replication commands. */
  static Connection connect(PgServer server) throws SQLException {
    Properties properties = new Properties();
    properties.put("connectTimeout", "5");
    properties.put("loginTimeout", "10");
    properties.put("sslmode", "prefer");
    properties.put("ApplicationName", "orchestratex-backup");
    properties.put("tcpKeepAlive", "true");
    properties.putAll(server.address().driverProperties());
    properties.remove("options"); // They are about queries.
    // One of a database needs no line for replication in pg_hba.conf.
    properties.put("replication", "database");
    properties.put("preferQueryMode", "simple");
    properties.put("assumeMinServerVersion", "13");
    return DriverManager.getConnection(server.address().jdbcUrl(server.database()), properties);
  }

  /** The fault of a server that may not be set up for it. */
  static EngineException refused(String what, SQLException e) {
    return switch (String.valueOf(e.getSQLState())) {
      case "42501" ->
          new EngineException(
              "backup.replication-not-permitted",
              "the account may not copy the files of the server: give it the right by ALTER ROLE …"
                  + " REPLICATION.",
              e);
      case "55000", "53300" ->
          new EngineException(
              "backup.replication-unavailable",
              "the server has no place for a copy of its files: %s; wal_level must be replica or logical, and max_wal_senders so large that two are free."
                  .formatted(PgServer.reason(e)),
              e);
      default -> PgServer.explained(what, e);
    };
  }

  /**
   * A message of the server.
   *
   * @param type as in the protocol, such as {@code D} for a row
   */
  record Message(char type, byte[] body) {

    private static final int HEADER = 4;

    /** The columns of a row, in text. */
    List<@Nullable String> row() {
      ByteBuffer in = ByteBuffer.wrap(body);
      int columns = in.getShort();
      List<@Nullable String> values = new ArrayList<>();
      for (int i = 0; i < columns; i++) {
        int length = in.getInt();
        if (length < 0) {
          values.add(null);
          continue;
        }
        byte[] text = new byte[length];
        in.get(text);
        values.add(new String(text, UTF_8));
      }
      return values;
    }
  }

  void send(String command) throws IOException {
    byte[] text = command.getBytes(UTF_8);
    stream.sendChar('Q');
    stream.sendInteger4(Message.HEADER + text.length + 1);
    stream.send(text);
    stream.sendChar(0);
    stream.flush();
  }

  /**
   * The next message that is not a remark.
   *
   * @throws SQLException which the server reports
   */
  Message next() throws IOException, SQLException {
    while (true) {
      char type = (char) stream.receiveChar();
      byte[] body = stream.receive(stream.receiveInteger4() - Message.HEADER);
      switch (type) {
        case 'E' -> throw new PSQLException(new ServerErrorMessage(new String(body, UTF_8)));
        case 'N', 'S', 'A', 'T' -> {}
        default -> {
          return new Message(type, body);
        }
      }
    }
  }

  /** Ends a read that blocks; the server ends what it does at its next write. */
  void abort() {
    try {
      stream.getSocket().close();
    } catch (IOException e) {
      // It is closed, then.
    }
  }

  /** The server is not asked to say goodbye: a copy may be under way. */
  @Override
  public void close() {
    abort();
    try {
      connection.close();
    } catch (SQLException e) {
      // It is closed, then.
    }
  }
}
