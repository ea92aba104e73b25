package io.orchestratex.backup.store.postgresql;

import io.micronaut.transaction.TransactionOperations;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Runs SQL in a transaction and says plainly when the database does not answer. */
@Singleton
final class Transactions {

  private final TransactionOperations<Connection> operations;

  Transactions(TransactionOperations<Connection> operations) {
    this.operations = operations;
  }

  <T> T in(Work<T> work) {
    try {
      return operations.executeWrite(status -> {
        try {
          return work.with(status.getConnection());
        } catch (SQLException e) {
          throw unavailable(e);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    } catch (FailureException | UncheckedIOException | EngineException e) {
      throw e; // The work's own failures, whatever they were caused by.
    } catch (RuntimeException e) {
      for (Throwable t = e; t != null; t = t.getCause()) {
        if (t instanceof SQLException sql) {
          throw unavailable(sql);
        }
      }
      throw e;
    }
  }

  private static FailureException unavailable(SQLException e) {
    return FailureException.unavailable(
        "backup.store-unavailable",
        "The database of backup-service does not answer: " + e.getMessage(),
        e);
  }

  /** Work in a transaction; it rolls back when this throws. */
  @FunctionalInterface
  interface Work<T> {
    T with(Connection connection) throws SQLException, IOException;
  }
}
