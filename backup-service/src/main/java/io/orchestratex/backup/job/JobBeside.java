package io.orchestratex.backup.job;

import io.orchestratex.backup.engine.ProgressMonitor.Registration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A job that is done while the job that ordered it goes on. It stops with that one: what a
 * cancelled job ordered is cancelled, and what a lost job ordered is left to the worker that took
 * that one over.
 */
public final class JobBeside implements AutoCloseable {

  private static final int LOOK_MILLIS = 200;
  private static final int END_SECONDS = 10;

  private final JobRun parent;
  private volatile @Nullable Future<Job> end;
  private volatile @Nullable JobRun run;
  private volatile boolean stopped;

  JobBeside(JobRun parent) {
    this.parent = parent;
  }

  void runs(Future<Job> job) {
    end = job;
  }

  void checkpoint() {
    parent.checkpoint();
    if (stopped) {
      throw new JobCancelledException("the job that ordered it");
    }
  }

  Registration begun(JobRun child) {
    run = child;
    if (stopped) {
      stop(child);
    }
    return parent.onStop(() -> stop(child));
  }

  private void stop(JobRun child) {
    if (parent.isLost()) {
      child.stop(null, "the job that ordered it was claimed again");
    } else {
      child.stop("the job that ordered it", null);
    }
  }

  /** Waits for its end; answers the job as it has ended. */
  public Job await() {
    while (true) {
      try {
        return job().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        parent.checkpoint();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw parent.abandoned("it was interrupted");
      } catch (ExecutionException e) {
        parent.checkpoint();
        switch (e.getCause()) {
          case RuntimeException failure -> throw failure;
          case Error error -> throw error;
          case null, default -> throw new IllegalStateException(e.getCause());
        }
      }
    }
  }

  private Future<Job> job() {
    Future<Job> job = end;
    if (job == null) {
      throw new IllegalStateException("it was not begun");
    }
    return job;
  }

  /** Stops it unless it has ended, and waits until it has. */
  @Override
  public void close() {
    if (job().isDone()) {
      return;
    }
    stopped = true;
    JobRun child = run;
    if (child != null) {
      stop(child);
    }
    try {
      job().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Why it ended is in the job itself; what does not end loses its lease.
    }
  }
}
