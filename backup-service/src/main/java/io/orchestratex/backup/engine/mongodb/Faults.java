package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import io.orchestratex.backup.engine.EngineException;
import java.util.Set;

/** What failures of MongoDB mean to a person; the driver's own text is for programmers. */
final class Faults {

  static final int NAMESPACE_NOT_FOUND = 26;
  static final int UNAUTHORIZED = 13;
  static final int SNAPSHOT_UNAVAILABLE = 246;
  static final int SNAPSHOT_TOO_OLD = 239;

  /** A cursor ends with one of these when its collection is dropped or renamed. */
  private static final Set<Integer> MOVED =
      Set.of(NAMESPACE_NOT_FOUND, SNAPSHOT_UNAVAILABLE, 175, 237);

  /** The account or its password is wrong, it is unknown, or may not sign in this way. */
  private static final Set<Integer> REFUSED_SIGN_IN = Set.of(11, 18, UNAUTHORIZED, 334);

  /** The server stops, or begins, or another one takes over. */
  private static final Set<Integer> SERVER_LEAVES =
      Set.of(91, 189, 10058, 10107, 11600, 11602, 13435, 13436);

  private Faults() {}

  /** What a failure of a piece of work means. */
  static EngineException explained(String what, MongoException e) {
    if (e instanceof MongoSecurityException) {
      return signIn(e);
    }
    if (e instanceof MongoTimeoutException) {
      return new EngineException(
          EngineException.UNREACHABLE, "MongoDB does not answer within 5 seconds.", e);
    }
    if (isAway(e)) {
      return new EngineException(
          EngineException.UNREACHABLE,
          what + ": MongoDB does not answer, the connection to it broke.",
          e);
    }
    return new EngineException("backup.mongodb-fault", what + ": " + reason(e), e);
  }

  /** A server that dies while an account signs in has not refused it. */
  private static EngineException signIn(MongoException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if ((cause instanceof MongoException inner && isAway(inner))
          || (cause instanceof MongoCommandException answer
              && !REFUSED_SIGN_IN.contains(answer.getErrorCode()))) {
        return new EngineException(
            EngineException.UNREACHABLE,
            "MongoDB went away while the account of the target signed in; try again when it"
                + " answers.",
            e);
      }
    }
    return new EngineException(
        "backup.target-login-refused", "MongoDB refuses the account of the target.", e);
  }

  /** Whether the server went away in the middle, also under a cursor. */
  private static boolean isAway(MongoException e) {
    return e instanceof MongoSocketException
        || e instanceof MongoNotPrimaryException
        || e instanceof MongoNodeIsRecoveringException
        || e instanceof MongoConnectionPoolClearedException
        || e instanceof MongoCursorNotFoundException
        || SERVER_LEAVES.contains(e.getCode());
  }

  /** Why something failed, in one sentence without the driver's own text. */
  static String reason(MongoException e) {
    return switch (e) {
      case MongoCommandException answer -> said(answer.getErrorMessage(), answer.getErrorCode());
      case MongoBulkWriteException write when !write.getWriteErrors().isEmpty() ->
          said(
              write.getWriteErrors().getFirst().getMessage(),
              write.getWriteErrors().getFirst().getCode());
      case MongoWriteException write ->
          said(write.getError().getMessage(), write.getError().getCode());
      case MongoClientException here -> String.valueOf(here.getMessage());
      default -> "MongoDB cannot do it (error " + e.getCode() + ")";
    };
  }

  private static String said(String message, int code) {
    return "MongoDB says \"" + message.strip() + "\" (error " + code + ")";
  }

  /** Whether it is about what was read and not about the server or the connection. */
  static boolean concernsOneObject(MongoException e) {
    return e instanceof MongoCommandException && !isAway(e) && e.getCode() != SNAPSHOT_TOO_OLD;
  }

  /** Whether what was read was dropped, renamed or made again. */
  static boolean isMoved(MongoException e) {
    return MOVED.contains(e.getCode());
  }
}
