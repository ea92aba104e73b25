package io.orchestratex.kit.postgresql;

import io.micronaut.context.annotation.Requires;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.TransactionStatus;
import io.micronaut.transaction.support.DefaultTransactionDefinition;
import io.orchestratex.kit.deadline.StoreDeadline;
import io.orchestratex.kit.failure.Backoff;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.StoreFailures;
import io.orchestratex.kit.readiness.EngineStart;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The service's own database. Everything that a store does runs in {@link #inTransaction}: faults
 * leave it as {@code Failure}s (see {@link io.orchestratex.kit.failure.StoreFaults}), and the
 * repositories of Micronaut Data that are called inside take part in the same transaction.
 *
 * <p>A transaction runs again as a whole when it met another one (serialization failure, deadlock)
 * or when its connection broke before the commit was sent, after a random pause, at most {@value
 * #ATTEMPTS} times within 10 seconds. So the work may run several times: it must do nothing but
 * work on the database. A transaction inside another one is part of it, with the outer one's
 * isolation, and only the outer one runs again. A request waits no longer than its {@link
 * StoreDeadline} allows. Thread-safe.
 */
@Singleton
@Requires(classes = {TransactionOperations.class, Jdbi.class})
@Requires(property = "datasources.default.url")
public final class Postgres {

  private static final String ENGINE = "PostgreSQL";
  private static final int ATTEMPTS = 20;
  private static final Backoff RETRY =
      new Backoff(ATTEMPTS, Duration.ofMillis(200), Duration.ofSeconds(10));

  private final TransactionOperations<Connection> transactions;
  private final NamedSql sql;
  private final PostgresFaults faults;
  private final StoreFailures failures;
  private final StoreDeadline deadline;
  private final PostgresStart start;

  Postgres(
      TransactionOperations<Connection> transactions,
      NamedSql sql,
      PostgresFaults faults,
      StoreFailures failures,
      StoreDeadline deadline,
      PostgresStart start) {
    this.transactions = transactions;
    this.sql = sql;
    this.faults = faults;
    this.failures = failures;
    this.deadline = deadline;
    this.start = start;
  }

  /**
   * Work in a transaction; it rolls back when this throws.
   *
   * @param <T> what it brings
   * @param <X> what it throws besides the faults of the database
   */
  @FunctionalInterface
  public interface Work<T, X extends Exception> {

    /**
     * @param sql runs statements with named parameters; its connection is the transaction's
     */
    T on(Handle sql) throws SQLException, X;
  }

  /** Waits for the engine, and whether it is ready. */
  public EngineStart start() {
    return start.start();
  }

  /** All of {@code work} or nothing, at {@link Isolation#READ_COMMITTED}. */
  public <T, X extends Exception> T inTransaction(Work<T, X> work) throws X {
    return inTransaction(Isolation.READ_COMMITTED, work);
  }

  /** All of {@code work} or nothing. */
  public <T, X extends Exception> T inTransaction(Isolation isolation, Work<T, X> work) throws X {
    return inTransaction(isolation, () -> true, work);
  }

  /**
   * As above, for work that hands rows out while it reads them.
   *
   * @param mayRunAgain asked before the work runs again; false once a row was handed out, which
   *     would come twice
   */
  public <T, X extends Exception> T inTransaction(
      Isolation isolation, BooleanSupplier mayRunAgain, Work<T, X> work) throws X {
    boolean outermost = transactions.findTransactionStatus().isEmpty();
    return outermost
        ? deadline.<T, X>within(ENGINE, () -> repeated(isolation, mayRunAgain, work))
        // The outer one runs again, and this one with it.
        : repeated(isolation, () -> false, work);
  }

  private <T, X extends Exception> T repeated(
      Isolation isolation, BooleanSupplier mayRunAgain, Work<T, X> work) throws X {
    long begunNanos = System.nanoTime();
    for (int number = 1; ; number++) {
      Attempt<T, X> attempt = new Attempt<>(work);
      try {
        return transactions.execute(isolation.definition(), attempt::run);
      } catch (RuntimeException e) {
        // The framework's clean-up of a broken connection throws as well, and hides what broke it.
        Exception fault = attempt.fault == null ? e : attempt.fault;
        if (!attempt.mayRunAgainAfter(fault)
            || !mayRunAgain.getAsBoolean()
            || !RETRY.again(number, begunNanos)) {
          throw translated(attempt, fault);
        }
      }
    }
  }

  /** One run of the work. */
  private final class Attempt<T, X extends Exception> {

    private final Work<T, X> work;
    private boolean begun;
    private boolean done;
    private @Nullable Exception fault;

    Attempt(Work<T, X> work) {
      this.work = work;
    }

    T run(TransactionStatus<Connection> status) {
      begun = true;
      try (Handle handle = sql.on(status.getConnection())) {
        T result = work.on(handle);
        done = true;
        return result;
      } catch (RuntimeException e) {
        fault = e;
        throw e;
      } catch (Exception e) {
        fault = e;
        throw new RollbackException(e);
      }
    }

    /** A commit whose answer is lost may have happened; no connection at all was waited for. */
    boolean mayRunAgainAfter(Exception last) {
      return PostgresFaults.isMeeting(last) || (begun && !done && PostgresFaults.isBroken(last));
    }
  }

  @SuppressWarnings("unchecked") // A checked exception is an SQLException or an X.
  private <X extends Exception> RuntimeException translated(Attempt<?, X> attempt, Exception fault)
      throws X {
    if (attempt.done && !PostgresFaults.isAnswer(fault)) {
      return failures.unavailable(
          "PostgreSQL did not say whether the change was stored. Read it before you try again.",
          fault);
    }
    FailureException failure = faults.translate(fault);
    if (failure != null) {
      return failure;
    }
    if (fault instanceof RuntimeException unchecked) {
      return unchecked;
    }
    throw (X) fault;
  }

  /** What a transaction sees of others, and whether it may write. */
  public enum Isolation {
    /** Each statement sees what was committed before it; writes. The pool's connections have it. */
    READ_COMMITTED(null, false),
    /** All statements see one snapshot; reads only. */
    SNAPSHOT(TransactionDefinition.Isolation.REPEATABLE_READ, true),
    /** As if it ran alone; writes. */
    SERIALIZABLE(TransactionDefinition.Isolation.SERIALIZABLE, false);

    private final TransactionDefinition.@Nullable Isolation level;
    private final boolean readsOnly;

    Isolation(TransactionDefinition.@Nullable Isolation level, boolean readsOnly) {
      this.level = level;
      this.readsOnly = readsOnly;
    }

    TransactionDefinition definition() {
      DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
      definition.setName(name());
      if (level != null) {
        definition.setIsolationLevel(level);
      }
      definition.setReadOnly(readsOnly);
      return definition;
    }
  }

  /** Carries a checked exception of the work through the framework. */
  private static final class RollbackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RollbackException(Exception cause) {
      super(cause);
    }
  }
}
