package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.WriteConcern;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.RestoreScope;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * Moves collections in place and back. Where things are is read from the server each time, by the
 * unique id that a collection keeps through a rename, so that every move can be repeated after a
 * crash.
 */
final class Renames {

  private static final int NAMESPACE_EXISTS = 48;

  /** How long to go on against a service that makes the collection anew. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** How long a rename waits for clients that use the collection. */
  private static final Duration RENAME_LIMIT = Duration.ofSeconds(15);

  private final Server server;
  private final boolean replaces;
  private final Duration renameLimit;

  Renames(Server server) {
    this(server, true, RENAME_LIMIT);
  }

  /**
   * @param replaces whether a live collection is moved aside, or refused
   */
  Renames(Server server, boolean replaces) {
    this(server, replaces, RENAME_LIMIT);
  }

  Renames(Server server, Duration renameLimit) {
    this(server, true, renameLimit);
  }

  private Renames(Server server, boolean replaces, Duration renameLimit) {
    this.server = server;
    this.replaces = replaces;
    this.renameLimit = renameLimit;
  }

  void apply(CollectionRename rename) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    do {
      BsonDocument live = server.info(rename.database(), rename.live());
      if (live != null && Server.uuid(live).equals(rename.uuid())) {
        return;
      }
      if (server.info(rename.database(), rename.staged()) == null) {
        throw new EngineException(
            "restore.staged-missing",
            rename.database() + "." + rename.staged() + " is gone; nothing can be put in place");
      }
      if (live != null) {
        if (!replaces) {
          throw RestoreScope.taken("collection " + rename.database() + "." + rename.live());
        }
        moveAside(rename, rename.live());
      }
      try {
        rename(rename.database(), rename.staged(), rename.live());
      } catch (MongoCommandException e) {
        if (e.getErrorCode() != NAMESPACE_EXISTS) {
          throw e;
        }
        // A service wrote in between and so made the collection anew; it is moved aside as well.
      }
    } while (System.nanoTime() < deadline);
    throw new EngineException(
        "restore.swap-contended",
        rename.database()
            + "."
            + rename.live()
            + " is made again faster than it can be replaced; stop the service that writes to it");
  }

  /** The first one to be moved is the one to put back; whatever came later is not. */
  private void moveAside(CollectionRename rename, String name) {
    String place = rename.old();
    for (int late = 1; server.info(rename.database(), place) != null; late++) {
      place = rename.old() + "_late" + late;
    }
    rename(rename.database(), name, place);
  }

  void undo(CollectionRename rename) {
    BsonDocument live = server.info(rename.database(), rename.live());
    boolean replaced = live != null && Server.uuid(live).equals(rename.uuid());
    if (server.info(rename.database(), rename.old()) != null) {
      if (replaced) {
        rename(rename.database(), rename.live(), rename.staged());
      } else if (live != null) {
        moveAside(rename, rename.live());
      }
      rename(rename.database(), rename.old(), rename.live());
    } else if (replaced) {
      rename(rename.database(), rename.live(), rename.staged());
    }
  }

  boolean isApplied(CollectionRename rename) {
    BsonDocument live = server.info(rename.database(), rename.live());
    return live != null && Server.uuid(live).equals(rename.uuid());
  }

  /** Acknowledged by the majority: the previous data is dropped later. */
  private void rename(String database, String from, String to) {
    try {
      server
          .database("admin")
          .runCommand(
              new BsonDocument("renameCollection", new BsonString(database + "." + from))
                  .append("to", new BsonString(database + "." + to))
                  .append("dropTarget", BsonBoolean.FALSE)
                  .append("maxTimeMS", new BsonInt64(renameLimit.toMillis()))
                  .append(
                      "writeConcern",
                      WriteConcern.MAJORITY
                          .withWTimeout(renameLimit.toMillis(), TimeUnit.MILLISECONDS)
                          .asDocument()));
    } catch (MongoExecutionTimeoutException e) {
      throw new EngineException(
          "restore.swap-contended",
          "%s.%s could not be renamed to %s within %d s: an operation or a transaction holds it (db.currentOp() names it); end it and try again"
              .formatted(database, from, to, renameLimit.toSeconds()),
          e);
    }
  }
}
