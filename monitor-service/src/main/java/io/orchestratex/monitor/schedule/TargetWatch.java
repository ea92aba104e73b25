package io.orchestratex.monitor.schedule;

import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures one target again and again, on virtual threads. A measurement that outlives its deadline
 * is interrupted and counts as a timeout; while it still hangs, no other one begins.
 */
final class TargetWatch {

  private static final Logger LOG = LoggerFactory.getLogger(TargetWatch.class);

  private final String name;
  private final Probe.Session session;
  private final Duration interval;
  private final Duration deadline;
  private final Duration delay;
  private final BiConsumer<Measurement, Duration> report;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Semaphore free = new Semaphore(1);
  private final Thread thread;

  TargetWatch(
      String name,
      Probe.Session session,
      Duration interval,
      Duration deadline,
      Duration delay,
      BiConsumer<Measurement, Duration> report) {
    this.name = name;
    this.session = session;
    this.interval = interval;
    this.deadline = deadline;
    this.delay = delay;
    this.report = report;
    this.thread = Thread.ofVirtual().name("watch-" + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void stop() {
    stopping.countDown();
    thread.interrupt();
    closeWhenIdle();
  }

  /** Once: the permit is kept. A measurement that still runs closes it at its end. */
  private void closeWhenIdle() {
    if (stopping.getCount() == 0 && free.tryAcquire()) {
      session.close();
    }
  }

  private void run() {
    try {
      long next = System.nanoTime() + delay.toNanos();
      while (!stopping.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        long begun = System.nanoTime();
        Measurement measurement = measure();
        long now = System.nanoTime();
        report(measurement, Duration.ofNanos(now - begun));
        // A late measurement moves to the next full interval instead of catching up on missed ones.
        do {
          next += interval.toNanos();
        } while (next < now);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(Measurement measurement, Duration took) {
    try {
      report.accept(measurement, took);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("target", name).setCause(e).log("a measurement was not reported");
    }
  }

  private Measurement measure() throws InterruptedException {
    if (!free.tryAcquire()) {
      return new Measurement.Failed(Reason.TIMEOUT, "the previous measurement still hangs");
    }
    FutureTask<Measurement> running = new FutureTask<>(() -> session.measure(deadline));
    Thread.ofVirtual()
        .name("probe-" + name)
        .start(() -> {
          try {
            running.run();
          } finally {
            free.release();
            closeWhenIdle();
          }
        });
    return within(running);
  }

  private Measurement within(Future<Measurement> running) throws InterruptedException {
    try {
      return running.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      running.cancel(true);
      return new Measurement.Failed(
          Reason.TIMEOUT, "no measurement within " + deadline.toMillis() + " ms");
    } catch (ExecutionException e) {
      LOG.atError().addKeyValue("target", name).setCause(e.getCause()).log("a probe broke");
      return new Measurement.Failed(Reason.PARSE, "the probe broke: " + e.getCause());
    } catch (InterruptedException e) {
      running.cancel(true);
      throw e;
    }
  }
}
