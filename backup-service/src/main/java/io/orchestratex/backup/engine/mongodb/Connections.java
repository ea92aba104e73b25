package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoException;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.ScopeSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Opens connections for pieces of work and says what their faults mean. Brief pieces, of which a
 * restore has one per collection, share a connection: logging in takes longer than most of them.
 */
final class Connections {

  /** How long a connection waits for the next brief piece of work. */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final ScopeSettings scope;
  private final Executor later;
  private final Map<EngineAccess, Shared> shared = new HashMap<>();

  Connections(ScopeSettings scope) {
    this(scope, IDLE);
  }

  Connections(ScopeSettings scope, Duration idle) {
    this.scope = scope;
    this.later = CompletableFuture.delayedExecutor(idle.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A connection in use, or waiting for its next use. */
  private static final class Shared {
    private final Server server;
    private int users;
    private long uses;

    Shared(Server server) {
      this.server = server;
    }
  }

  /** Work during which the job may be locked: no answer within half a minute is a failure. */
  <T> T briefly(EngineAccess access, String what, Function<Server, T> work) {
    Shared borrowed = borrow(access);
    try {
      return work.apply(borrowed.server);
    } catch (MongoException e) {
      throw Faults.explained(what, e);
    } finally {
      giveBack(access, borrowed);
    }
  }

  private synchronized Shared borrow(EngineAccess access) {
    Shared borrowed =
        shared.computeIfAbsent(access, _ -> new Shared(Server.connectBriefly(access, scope)));
    borrowed.users++;
    borrowed.uses++;
    return borrowed;
  }

  private synchronized void giveBack(EngineAccess access, Shared borrowed) {
    borrowed.users--;
    long uses = borrowed.uses;
    later.execute(() -> closeUnused(access, borrowed, uses));
  }

  private synchronized void closeUnused(EngineAccess access, Shared borrowed, long uses) {
    if (borrowed.users == 0 && borrowed.uses == uses) {
      shared.remove(access, borrowed);
      borrowed.server.close();
    }
  }

  /** How many connections wait or are in use. */
  synchronized int open() {
    return shared.size();
  }

  /**
   * Work that may take hours. A stop closes the client, so that the next call fails; a call that
   * waits for its answer just then waits on, for five minutes at most.
   */
  <T> T patiently(EngineAccess access, ProgressMonitor monitor, String what, IoWork<T> work)
      throws IOException {
    try (Server server = Server.connect(access, scope);
        ProgressMonitor.Registration _ = monitor.onStop(server::close)) {
      try {
        return work.with(server);
      } catch (MongoException e) {
        monitor.checkpoint();
        throw Faults.explained(what, e);
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
