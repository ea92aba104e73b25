package io.orchestratex.monitor.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TargetWatchTest {

  private final List<Measurement> seen = new CopyOnWriteArrayList<>();

  private TargetWatch watch(Probe.Session session) {
    return new TargetWatch(
        "t",
        session,
        Duration.ofMillis(50),
        Duration.ofMillis(30),
        Duration.ZERO,
        (measurement, _) -> seen.add(measurement));
  }

  private static Probe.Session session(Callable<Measurement> measurement) {
    return new Probe.Session() {
      @Override
      public Measurement measure(Duration deadline) {
        try {
          return measurement.call();
        } catch (RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void aHungMeasurementIsATimeoutAndNoSecondBeginsMeanwhile() {
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    TargetWatch watch =
        watch(
            session(() -> {
              begun.incrementAndGet();
              awaitStubbornly(release);
              return new Measurement.Taken(List.of());
            }));
    watch.start();

    await().atMost(Duration.ofSeconds(30)).until(() -> seen.size() >= 4);
    assertThat(begun).hasValue(1);
    assertThat(seen)
        .allSatisfy(each ->
            assertThat(each)
                .isInstanceOfSatisfying(
                    Measurement.Failed.class,
                    failed -> assertThat(failed.reason()).isEqualTo(Reason.TIMEOUT)));

    release.countDown();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> seen.stream().anyMatch(Measurement.Taken.class::isInstance));
    watch.stop();
  }

  private static void awaitStubbornly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // A driver that does not hear an interrupt.
      }
    }
  }

  @Test
  void aBrokenProbeFailsItsTargetAndGoesOn() {
    TargetWatch watch =
        watch(
            session(() -> {
              throw new IllegalStateException("broken");
            }));
    watch.start();

    await().atMost(Duration.ofSeconds(30)).until(() -> seen.size() >= 3);
    watch.stop();
    assertThat(((Measurement.Failed) seen.getFirst()).reason()).isEqualTo(Reason.PARSE);
  }
}
