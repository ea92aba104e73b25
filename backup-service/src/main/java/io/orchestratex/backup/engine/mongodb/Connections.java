package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoException;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.ScopeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** Opens a connection for a piece of work and says what its faults mean. */
final class Connections {

  private final ScopeSettings scope;

  Connections(ScopeSettings scope) {
    this.scope = scope;
  }

  /** Work during which the job is locked. */
  <T> T briefly(EngineAccess access, String what, Function<Server, T> work) {
    try (Server server = Server.connectBriefly(access, scope)) {
      return work.apply(server);
    } catch (MongoException e) {
      throw Server.explained(what, e);
    }
  }

  <T> T with(EngineAccess access, ProgressMonitor monitor, String what, Function<Server, T> work) {
    try {
      return withIo(access, monitor, what, work::apply);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Work with a server. A stop closes the client, so that the next call fails; a call that waits
   * for its answer just then waits on, for five minutes at most.
   */
  <T> T withIo(EngineAccess access, ProgressMonitor monitor, String what, IoWork<T> work)
      throws IOException {
    try (Server server = Server.connect(access, scope);
        ProgressMonitor.Registration _ = monitor.onStop(server::close)) {
      try {
        return work.with(server);
      } catch (MongoException e) {
        monitor.checkpoint();
        throw Server.explained(what, e);
      } catch (IllegalStateException e) {
        monitor.checkpoint(); // A closed client answers so.
        throw e;
      }
    }
  }

  /** Work that may fail at a file, too. */
  @FunctionalInterface
  interface IoWork<T> {
    T with(Server server) throws IOException;
  }
}
