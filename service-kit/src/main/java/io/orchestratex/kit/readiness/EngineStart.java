package io.orchestratex.kit.readiness;

import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for one engine, without a bound, and prepares the service's database on it.
 *
 * <pre>
 *   waiting → prepared → ready
 * </pre>
 *
 * <ul>
 *   <li><b>waiting</b>: the engine does not answer yet, or the schema is not in place. Each attempt
 *       follows the one before within five seconds; the log says what is waited for, where and why,
 *       at once when the reason changes and every 30 seconds.
 *   <li><b>prepared</b>: the database may be used; {@link StoreReady} is being handled.
 *   <li><b>ready</b>: the service may be asked.
 * </ul>
 *
 * Thread-safe.
 */
public final class EngineStart {

  private static final Logger LOG = LoggerFactory.getLogger(EngineStart.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final long SAY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final EnginePreparation preparation;
  private final Consumer<StoreReady> listeners;
  private final CountDownLatch contextStarted = new CountDownLatch(1);
  private final CountDownLatch prepared = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private @Nullable Throwable permanentFault;
  private boolean ready;
  private volatile String state;
  private String said = "";
  private long saidAtNanos;

  EngineStart(EnginePreparation preparation, Consumer<StoreReady> listeners) {
    this.preparation = preparation;
    this.listeners = listeners;
    this.state = "not connected yet";
    this.thread =
        Thread.ofPlatform().name("start-" + preparation.engine()).daemon().unstarted(this::run);
  }

  void begin() {
    thread.start();
  }

  public String engine() {
    return preparation.engine();
  }

  /** True from when the engine answered and the schema was in place. */
  public boolean isPrepared() {
    return prepared.getCount() == 0;
  }

  /** Waits until the database may be used; false when it may not be after {@code limit}. */
  public boolean awaitPrepared(Duration limit) {
    try {
      return prepared.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return isPrepared();
    }
  }

  /** Empty when ready; otherwise what is missing, in words that name no host and no account. */
  synchronized Optional<String> whyNotReady() {
    return ready ? Optional.empty() : Optional.of(state);
  }

  /**
   * Called when the context has started: gives the engine a moment, so that in the usual case the
   * service is ready when its port opens.
   *
   * @throws IllegalStateException for a fault that no waiting mends, which ends the start
   */
  synchronized void contextStarted(Duration moment) throws InterruptedException {
    contextStarted.countDown();
    long end = System.nanoTime() + moment.toNanos();
    for (long left = moment.toNanos();
        !ready && permanentFault == null && left > 0;
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    if (permanentFault != null) {
      throw new IllegalStateException(engine() + " cannot be used: see the cause", permanentFault);
    }
  }

  void stop() {
    stopping.countDown();
    thread.interrupt();
  }

  private void run() {
    long pause = FIRST_PAUSE_MILLIS;
    long begunNanos = System.nanoTime();
    try {
      do {
        if (attempt(begunNanos)) {
          return;
        }
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
      } while (!stopping.await(pause, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean attempt(long begunNanos) throws InterruptedException {
    try {
      if (!isPrepared()) {
        preparation.prepare();
        state = "what the service does at its start is not finished";
        prepared.countDown();
        LOG.atInfo()
            .addKeyValue("engine", engine())
            .addKeyValue("address", preparation.address())
            .addKeyValue("waited_ms", (System.nanoTime() - begunNanos) / 1_000_000)
            .log("{} answers and the schema is in place", engine());
      }
      contextStarted.await();
      listeners.accept(new StoreReady(engine()));
      becomeReady();
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      if (stopping.getCount() > 0) {
        report(e);
      }
      return false;
    }
  }

  private synchronized void becomeReady() {
    ready = true;
    permanentFault = null;
    notifyAll();
  }

  private void report(Exception fault) {
    Optional<String> reason = reasonToWait(fault);
    String line = reason.orElseGet(() -> Objects.toString(fault.getMessage(), fault.toString()));
    boolean isNew = !line.equals(said) || System.nanoTime() - saidAtNanos > SAY_AGAIN_NANOS;
    if (isNew) {
      said = line;
      saidAtNanos = System.nanoTime();
    }
    if (reason.isPresent()) {
      state = reason.get();
      if (isNew) {
        LOG.atWarn()
            .addKeyValue("engine", engine())
            .addKeyValue("address", preparation.address())
            .log("waiting for {}: {}", engine(), state);
      }
      return;
    }
    state = "its preparation failed; the log of the service says why";
    if (isNew) {
      LOG.atError()
          .addKeyValue("engine", engine())
          .addKeyValue("address", preparation.address())
          .setCause(fault)
          .log("the preparation of {} failed and is tried again", engine());
    }
    synchronized (this) {
      permanentFault = fault;
      notifyAll();
    }
  }

  private Optional<String> reasonToWait(Exception fault) {
    return fault instanceof FailureException failure
            && failure.failure() instanceof Failure.Unavailable unavailable
        ? Optional.of(unavailable.detail())
        : preparation.reasonToWait(fault);
  }
}
