package io.orchestratex.kit.inbox;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;

/** Which faults pass by themselves: an engine that is down, a conflict between transactions. */
final class TransientFaults {

  private static final boolean MONGO = isPresent("com.mongodb.MongoException");

  private TransientFaults() {}

  static boolean isTransient(Throwable fault) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof SQLTransientException
          || t instanceof SQLNonTransientConnectionException
          || (t instanceof SQLException sql && isTransientState(sql.getSQLState()))
          || (MONGO && Mongo.isTransient(t))) {
        return true;
      }
    }
    return false;
  }

  /** Connection faults (08), shutdown and cannot-connect (57P), serialization and deadlock (40). */
  private static boolean isTransientState(@org.jspecify.annotations.Nullable String state) {
    return state != null
        && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("40"));
  }

  private static boolean isPresent(String className) {
    try {
      Class.forName(className, false, TransientFaults.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static final class Mongo {
    static boolean isTransient(Throwable fault) {
      return fault instanceof MongoSocketException
          || fault instanceof MongoTimeoutException
          || (fault instanceof MongoException mongo
              && (mongo.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)
                  || mongo.hasErrorLabel("RetryableWriteError")));
    }
  }
}
