package io.orchestratex.gateway.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Runs transactions, again when they met another one: MongoDB aborts the later of two that write
 * the same document.
 */
@Singleton
final class MongoTransactions {

  private static final int TRIES = 30;
  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private final TransactionOperations<ClientSession> transactions;

  MongoTransactions(TransactionOperations<ClientSession> transactions) {
    this.transactions = transactions;
  }

  /** All of {@code work} or nothing; it may run several times. */
  <T> T run(Function<ClientSession, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return transactions.executeWrite(status -> work.apply(status.getConnection()));
      } catch (RuntimeException e) {
        if (attempt == TRIES || !isTransient(e)) {
          throw e;
        }
        // Those that met must not meet again at the next attempt.
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
      }
    }
  }

  private static boolean isTransient(Throwable fault) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof MongoException mongo
          && mongo.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)) {
        return true;
      }
    }
    return false;
  }
}
