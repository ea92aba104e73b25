package io.orchestratex.monitor.probe;

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
 * Looks at one target again and again, on virtual threads. A look that outlives its deadline is
 * interrupted and counts as a timeout; while it still hangs, no other look begins.
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
    if (free.tryAcquire()) {
      session.close();
    }
  }

  private void run() {
    try {
      long next = System.nanoTime() + delay.toNanos();
      while (!stopping.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        long begun = System.nanoTime();
        Measurement measurement = look();
        long now = System.nanoTime();
        report(measurement, Duration.ofNanos(now - begun));
        // A late look moves to the next full interval instead of chasing the missed ones.
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

  private Measurement look() throws InterruptedException {
    if (!free.tryAcquire()) {
      return new Measurement.Failed(Reason.TIMEOUT, "the measurement before this still hangs");
    }
    FutureTask<Measurement> look = new FutureTask<>(() -> session.measure(deadline));
    Thread.ofVirtual()
        .name("probe-" + name)
        .start(() -> {
          try {
            look.run();
          } finally {
            free.release();
          }
        });
    return within(look);
  }

  private Measurement within(Future<Measurement> look) throws InterruptedException {
    try {
      return look.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      look.cancel(true);
      return new Measurement.Failed(
          Reason.TIMEOUT, "no measurement within " + deadline.toMillis() + " ms");
    } catch (ExecutionException e) {
      LOG.atError().addKeyValue("target", name).setCause(e.getCause()).log("a probe broke");
      return new Measurement.Failed(Reason.PARSE, "the probe broke: " + e.getCause());
    } catch (InterruptedException e) {
      look.cancel(true);
      throw e;
    }
  }
}
