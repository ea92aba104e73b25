package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoCommandException;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.SwapStep;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * Moves collections in place and back. Where things are is read from the server each time, by the
 * unique id that a collection keeps through a rename, so that every move can be repeated after a
 * crash.
 */
final class Renames {

  private static final int NAMESPACE_EXISTS = 48;
  private static final int TRIES = 10;

  private final Server server;

  Renames(Server server) {
    this.server = server;
  }

  void swap(SwapStep step) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      BsonDocument live = server.info(step.container(), step.live());
      if (live != null && Server.uuid(live).equals(step.identity())) {
        return;
      }
      if (server.info(step.container(), step.beside()) == null) {
        throw new EngineException(
            "restore.beside-missing",
            step.container() + "." + step.beside() + " is gone; nothing can be put in place");
      }
      if (live != null) {
        moveAside(step, step.live());
      }
      try {
        rename(step.container(), step.beside(), step.live());
      } catch (MongoCommandException e) {
        if (e.getErrorCode() != NAMESPACE_EXISTS) {
          throw e;
        }
        // A service wrote in between and so made the collection anew; it is moved aside as well.
      }
    }
    throw new EngineException(
        "restore.swap-contended",
        step.container() + "." + step.live() + " is made again faster than it can be replaced");
  }

  /** The first one to be moved is the one to put back; whatever came later is not. */
  private void moveAside(SwapStep step, String name) {
    String place = step.old();
    for (int late = 1; server.info(step.container(), place) != null; late++) {
      place = step.old() + "_late" + late;
    }
    rename(step.container(), name, place);
  }

  void unswap(SwapStep step) {
    BsonDocument live = server.info(step.container(), step.live());
    boolean replaced = live != null && Server.uuid(live).equals(step.identity());
    if (server.info(step.container(), step.old()) != null) {
      if (replaced) {
        rename(step.container(), step.live(), step.beside());
      } else if (live != null) {
        moveAside(step, step.live());
      }
      rename(step.container(), step.old(), step.live());
    } else if (replaced) {
      rename(step.container(), step.live(), step.beside());
    }
  }

  boolean inPlace(SwapStep step) {
    BsonDocument live = server.info(step.container(), step.live());
    return live != null && Server.uuid(live).equals(step.identity());
  }

  private void rename(String database, String from, String to) {
    server
        .database("admin")
        .runCommand(
            new BsonDocument("renameCollection", new BsonString(database + "." + from))
                .append("to", new BsonString(database + "." + to))
                .append("dropTarget", BsonBoolean.FALSE));
  }
}
