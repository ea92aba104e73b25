package io.orchestratex.kit.postgresql;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.UUID;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * SQL with named parameters ({@code :name}, {@code :headers::jsonb}) by Jdbi, on a connection that
 * the caller opens and closes. Arrays of texts, numbers and UUIDs bind with {@code bindArray}.
 */
@Singleton
@Requires(classes = Jdbi.class)
@Requires(property = "datasources.default.url")
public final class NamedSql {

  private final Given given = new Given();
  private final Jdbi jdbi;

  NamedSql() {
    this.jdbi = Jdbi.create(given);
    jdbi.registerArrayType(String.class, "text");
    jdbi.registerArrayType(Long.class, "bigint");
    jdbi.registerArrayType(Integer.class, "integer");
    jdbi.registerArrayType(Double.class, "float8");
    jdbi.registerArrayType(UUID.class, "uuid");
  }

  /** Statements on an open connection, which stays open when the handle is closed. */
  public Handle on(Connection connection) {
    // Jdbi.open(connection) makes a Jdbi of its own each time, which knows nothing of ours and
    // reads each statement anew: a third of what a transaction cost.
    given.connection.set(connection);
    try {
      return jdbi.open();
    } finally {
      given.connection.remove();
    }
  }

  /** Gives the connection that this thread is about to open a handle on. */
  private static final class Given implements ConnectionFactory {

    private final ThreadLocal<@Nullable Connection> connection = new ThreadLocal<>();

    @Override
    public Connection openConnection() {
      Connection open = connection.get();
      if (open == null) {
        throw new IllegalStateException("a connection comes from its transaction");
      }
      return open;
    }

    @Override
    public void closeConnection(Connection unused) {
      // The caller that opened it closes it.
    }
  }
}
