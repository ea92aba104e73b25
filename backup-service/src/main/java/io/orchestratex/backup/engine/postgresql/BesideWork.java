package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work on a thread of its own while its caller goes on; it shows no progress, and ends when the
 * caller's work must.
 */
final class BesideWork<T> implements AutoCloseable {

  private final FutureTask<T> task;
  private volatile boolean stopped;

  /** What is to be done. */
  @FunctionalInterface
  interface Work<T> {
    T run(ProgressMonitor monitor) throws IOException;
  }

  BesideWork(ProgressMonitor monitor, Work<T> work) {
    task = new FutureTask<>(() -> work.run(new Quiet(monitor)));
    Thread.ofPlatform().daemon().name("beside").start(task);
  }

  private final class Quiet implements ProgressMonitor {
    private final ProgressMonitor monitor;

    Quiet(ProgressMonitor monitor) {
      this.monitor = monitor;
    }

    @Override
    public void detail(String text) {}

    @Override
    public void expect(long bytes) {}

    @Override
    public void processed(long bytes) {}

    @Override
    public void checkpoint() {
      if (stopped) {
        throw new CancellationException("what it was done beside has failed");
      }
      monitor.checkpoint();
    }

    @Override
    public Registration onStop(Runnable action) {
      return monitor.onStop(action);
    }
  }

  /** Waits for what came of it. */
  T result() throws IOException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("backup.interrupted", "reading back was interrupted", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** Has it end soon, and waits until it has. */
  @Override
  public void close() {
    stopped = true;
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      // Whoever wanted its result has it from there.
    }
  }
}
