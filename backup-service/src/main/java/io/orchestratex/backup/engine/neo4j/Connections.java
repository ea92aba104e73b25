package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.neo4j.driver.exceptions.Neo4jException;

/** Connects for a piece of work, and says in plain words what went wrong in it. */
final class Connections {

  /** A piece of work. */
  @FunctionalInterface
  interface Work<T> {
    T with(Neo4jServer server) throws IOException;
  }

  /** Work that a monitor may stop. */
  <T> T with(EngineAccess access, ProgressMonitor monitor, String failure, Work<T> work)
      throws IOException {
    try (Neo4jServer server = Neo4jServer.of(access);
        ProgressMonitor.Registration _ = monitor.onStop(server::close)) {
      return work.with(server);
    } catch (Neo4jException | IllegalStateException e) {
      monitor.checkpoint(); // A driver that was closed to stop the work is no fault.
      if (e instanceof Neo4jException fault) {
        throw Neo4jServer.explained(failure, fault);
      }
      throw e;
    }
  }

  /** Short work. */
  <T> T briefly(EngineAccess access, String failure, Work<T> work) {
    try {
      return with(access, ProgressMonitor.NONE, failure, work);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
