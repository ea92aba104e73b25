package io.orchestratex.kit.mongodb;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.StoreFailures;
import io.orchestratex.kit.failure.StoreFaults;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Faults of MongoDB's driver. */
@Singleton
@Requires(classes = MongoException.class)
public final class MongoFaults implements StoreFaults {

  private static final int UNAUTHORIZED = 13;
  private static final int AUTHENTICATION_FAILED = 18;
  private static final int MAX_TIME_EXPIRED = 50;
  private static final int OUT_OF_DISK_SPACE = 14031;

  /**
   * The server is stopping, starting or not the primary: HostUnreachable, HostNotFound,
   * NetworkTimeout, ShutdownInProgress, PrimarySteppedDown, ExceededTimeLimit,
   * InterruptedAtShutdown, InterruptedDueToReplStateChange, NotWritablePrimary,
   * NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary.
   */
  private static final Set<Integer> STATE_CHANGES =
      Set.of(6, 7, 89, 91, 189, 262, 11600, 11602, 10107, 13435, 13436);

  private final StoreFailures failures;

  MongoFaults(StoreFailures failures) {
    this.failures = failures;
  }

  @Override
  public @Nullable FailureException translate(Throwable fault) {
    if (fault instanceof FailureException failure) {
      return failure;
    }
    MongoException mongo = first(fault, _ -> true);
    if (mongo == null) {
      return null;
    }
    if (isDuplicateKey(mongo)) {
      return failures.alreadyExists(fault);
    }
    if (isRefused(mongo)) {
      return failures.unavailable("MongoDB refuses the account of this service.", fault);
    }
    if (mongo.getCode() == OUT_OF_DISK_SPACE) {
      return failures.unavailable("MongoDB has no room left on its disk.", fault);
    }
    if (isTransient(mongo) && !isDown(mongo)) {
      return failures.unavailable(
          "The change met others at every attempt; nothing was changed. Try again shortly.", fault);
    }
    return isDown(mongo)
        ? failures.unavailable("MongoDB does not answer. Try again shortly.", fault)
        : failures.internal(fault);
  }

  /** Whether a whole transaction may work when it runs again. */
  static boolean isTransient(Throwable fault) {
    return first(fault, e -> e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL))
        != null;
  }

  /** Whether no server or connection was found within the driver's limit. */
  static boolean isTimeout(Throwable fault) {
    return first(fault, MongoTimeoutException.class::isInstance) != null;
  }

  /** Whether the answer to a commit was lost, and the commit may be sent again. */
  static boolean isCommitUnknown(MongoException fault) {
    return fault.hasErrorLabel(MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT_LABEL)
        && !(fault instanceof MongoExecutionTimeoutException)
        && fault.getCode() != MAX_TIME_EXPIRED;
  }

  /** Whether a unique key is taken, also by one write of several. */
  public static boolean isDuplicateKey(Throwable fault) {
    return first(
            fault,
            e ->
                ErrorCategory.fromErrorCode(e.getCode()) == ErrorCategory.DUPLICATE_KEY
                    || (e instanceof MongoBulkWriteException bulk
                        && bulk.getWriteErrors().stream()
                            .anyMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY)))
        != null;
  }

  /** Whether the server cannot be reached or is not the one to write to. */
  static boolean isDown(Throwable fault) {
    return first(
            fault,
            e ->
                e instanceof MongoTimeoutException
                    || e instanceof MongoSocketException
                    || e instanceof MongoServerUnavailableException
                    || e instanceof MongoClientException
                    || e instanceof MongoExecutionTimeoutException
                    || e.hasErrorLabel("RetryableWriteError")
                    || STATE_CHANGES.contains(e.getCode()))
        != null;
  }

  /** Whether the server does not accept the service's account. */
  static boolean isRefused(Throwable fault) {
    return first(
            fault,
            e ->
                e instanceof MongoSecurityException
                    || e.getCode() == UNAUTHORIZED
                    || e.getCode() == AUTHENTICATION_FAILED)
        != null;
  }

  private static @Nullable MongoException first(Throwable fault, Predicate<MongoException> test) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof MongoException mongo && test.test(mongo)) {
        return mongo;
      }
    }
    return null;
  }
}
