package io.orchestratex.kit.background;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that works until its owner stops it. Thread-safe.
 *
 * <pre>
 *   made → started → stopping → ended
 * </pre>
 */
public final class BackgroundThread {

  private static final Duration END_WITHIN = Duration.ofSeconds(5);

  private final AtomicBoolean started = new AtomicBoolean();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;

  /** What it does; returns when {@link #isStopping}, or ends by an interrupt. */
  public interface Work {
    void run(BackgroundThread self) throws InterruptedException;
  }

  /** What it does again and again. */
  public interface Round {
    void run() throws InterruptedException;
  }

  /** Not started yet. */
  public BackgroundThread(Thread.Builder builder, Work work) {
    thread =
        builder.unstarted(() -> {
          try {
            work.run(this);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /**
   * A thread that does a round, pauses and does the next one. A round that fails does not end it.
   *
   * @param fault is given what a failed round says, once until another round succeeds or fails with
   *     other words
   */
  public static BackgroundThread ofRounds(
      Thread.Builder builder, Duration pause, Round round, Consumer<String> fault) {
    return ofRounds(builder, Duration.ZERO, pause, round, fault);
  }

  /**
   * The same with a pause before the first round.
   *
   * @param first how long that pause is
   */
  public static BackgroundThread ofRounds(
      Thread.Builder builder, Duration first, Duration pause, Round round, Consumer<String> fault) {
    return new BackgroundThread(
        builder,
        self -> {
          String reported = null;
          Duration wait = first;
          while (!self.stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            String failure = failure(round);
            if (failure != null && !failure.equals(reported)) {
              fault.accept(failure);
            }
            reported = failure;
            wait = pause;
          }
        });
  }

  /** What a round failed with; null when it did not. */
  private static @Nullable String failure(Round round) throws InterruptedException {
    try {
      round.run();
      return null;
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Starts it; does nothing when it was started before. */
  public void start() {
    if (started.compareAndSet(false, true)) {
      thread.start();
    }
  }

  /** Whether it is to end. */
  public boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Whether the caller runs on it. */
  public boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  /** Ends it with the round that is under way; waits for that for a while. */
  public void stop() throws InterruptedException {
    stop(() -> {});
  }

  /** Ends it at once, whatever it waits for; waits for that for a while. */
  public void interrupt() throws InterruptedException {
    stop(thread::interrupt);
  }

  /**
   * Ends it and waits for that for a while.
   *
   * @param wake ends what it may be waiting for
   */
  public void stop(Runnable wake) throws InterruptedException {
    stopping.countDown();
    wake.run();
    if (started.get()) {
      var _ = thread.join(END_WITHIN);
    }
  }
}
