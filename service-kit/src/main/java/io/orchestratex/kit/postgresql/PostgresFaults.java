package io.orchestratex.kit.postgresql;

import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.StoreFailures;
import io.orchestratex.kit.failure.StoreFaults;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * Faults of PostgreSQL, by their <a
 * href="https://www.postgresql.org/docs/current/errcodes-appendix.html">SQLSTATE</a>.
 */
@Singleton
@Requires(property = "datasources.default.url")
public final class PostgresFaults implements StoreFaults {

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String FOREIGN_KEY_VIOLATION = "23503";
  private static final String QUERY_CANCELED = "57014";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String READ_ONLY_TRANSACTION = "25006";
  private static final String DATABASE_MISSING = "3D000";

  private final StoreFailures failures;

  PostgresFaults(StoreFailures failures) {
    this.failures = failures;
  }

  @Override
  public @Nullable FailureException translate(Throwable fault) {
    if (fault instanceof FailureException failure) {
      return failure;
    }
    SQLException sql = sqlException(fault);
    if (sql == null) {
      return null;
    }
    String state = state(sql);
    if (isRefused(fault)) {
      return failures.unavailable("PostgreSQL refuses the account of this service.", fault);
    }
    if (isBroken(fault) || state.equals(READ_ONLY_TRANSACTION)) {
      return failures.unavailable("PostgreSQL does not answer. Try again shortly.", fault);
    }
    if (isMeeting(fault) || state.equals(LOCK_NOT_AVAILABLE)) {
      return failures.unavailable(
          "The change met others at every attempt; nothing was changed. Try again shortly.", fault);
    }
    if (state.equals(QUERY_CANCELED)) {
      return failures.unavailable(
          "PostgreSQL took too long; nothing was changed. Try again shortly.", fault);
    }
    if (state.startsWith("53")) {
      return failures.unavailable(
          "PostgreSQL has no disk, memory or connection left. Try again later.", fault);
    }
    return switch (state) {
      case UNIQUE_VIOLATION -> failures.alreadyExists(fault);
      case FOREIGN_KEY_VIOLATION -> failures.stillReferred(fault);
      default -> failures.internal(fault);
    };
  }

  /** Whether a unique key is taken. */
  public static boolean isDuplicateKey(Throwable fault) {
    SQLException sql = sqlException(fault);
    return sql != null && state(sql).equals(UNIQUE_VIOLATION);
  }

  /** Whether the transaction was rolled back because of another one (class 40). */
  static boolean isMeeting(Throwable fault) {
    SQLException sql = sqlException(fault);
    return sql != null && state(sql).startsWith("40");
  }

  /** Whether the connection broke, or none could be opened (class 08, shutdown 57P). */
  static boolean isBroken(Throwable fault) {
    SQLException sql = sqlException(fault);
    return sql != null
        && !isRefused(fault)
        && (state(sql).startsWith("08")
            || state(sql).startsWith("57P")
            || sql instanceof SQLTransientConnectionException
            || sql instanceof SQLNonTransientConnectionException);
  }

  /** Whether the server itself said what is wrong, rather than falling silent. */
  static boolean isAnswer(Throwable fault) {
    SQLException sql = sqlException(fault);
    return sql == null || !(state(sql).isEmpty() || isBroken(sql));
  }

  /** Whether the server does not accept the service's account, or has no such database. */
  static boolean isRefused(Throwable fault) {
    // A pool that got no connection in time has the reason as its cause.
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql
          && (state(sql).startsWith("28") || state(sql).equals(DATABASE_MISSING))) {
        return true;
      }
    }
    return false;
  }

  private static String state(SQLException fault) {
    String state = fault.getSQLState();
    return state == null ? "" : state;
  }

  private static @Nullable SQLException sqlException(Throwable fault) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
