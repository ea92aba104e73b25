package io.orchestratex.kit.postgresql;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.UUID;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * SQL with named parameters ({@code :name}, {@code :headers::jsonb}) by Jdbi, on a connection that
 * the caller opens and closes. Arrays of texts, numbers and UUIDs bind with {@code bindArray}.
 */
@Singleton
@Requires(classes = Jdbi.class)
@Requires(property = "datasources.default.url")
public final class NamedSql {

  private final Jdbi jdbi;

  NamedSql() {
    this.jdbi =
        Jdbi.create(
            (ConnectionFactory)
                () -> {
                  throw new IllegalStateException("a connection comes from its transaction");
                });
    jdbi.registerArrayType(String.class, "text");
    jdbi.registerArrayType(Long.class, "bigint");
    jdbi.registerArrayType(Integer.class, "integer");
    jdbi.registerArrayType(Double.class, "float8");
    jdbi.registerArrayType(UUID.class, "uuid");
  }

  /** Statements on an open connection, which stays open when the handle is closed. */
  public Handle on(Connection connection) {
    return jdbi.open(
        new ConnectionFactory() {
          @Override
          public Connection openConnection() {
            return connection;
          }

          @Override
          public void closeConnection(Connection unused) {
            // Whoever opened it closes it.
          }
        });
  }
}
