package io.orchestratex.monitor.probe.kafka;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/** Waits for the answers of one measurement, all of them together within one limit. */
final class Answers {

  private final long endNanos;

  Answers(Duration limit) {
    this.endNanos = System.nanoTime() + limit.toNanos();
  }

  <T> T of(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(Math.max(1, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}
