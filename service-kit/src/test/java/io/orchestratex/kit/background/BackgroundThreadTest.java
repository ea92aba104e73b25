package io.orchestratex.kit.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How work in the background goes on and ends. */
class BackgroundThreadTest {

  private final CountDownLatch done = new CountDownLatch(1);

  @Test
  void reportsAFaultOnceUntilItIsGoneOrAnotherOneAndGoesOn() throws InterruptedException {
    Iterator<String> rounds = List.of("away", "away", "full", "away", "", "away").iterator();
    List<String> reported = new ArrayList<>();
    BackgroundThread thread =
        BackgroundThread.ofRounds(
            Thread.ofVirtual(),
            Duration.ofMillis(1),
            () -> {
              if (!rounds.hasNext()) {
                done.countDown();
                return;
              }
              String fault = rounds.next();
              if (!fault.isEmpty()) {
                throw new IllegalStateException(fault);
              }
            },
            reported::add);
    thread.start();
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    thread.stop();

    assertThat(reported).containsExactly("away", "full", "away", "away");
  }

  @Test
  void endsWithTheRoundUnderWayWhenItIsStopped() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    List<String> ended = new ArrayList<>();
    BackgroundThread thread =
        BackgroundThread.ofRounds(
            Thread.ofPlatform().daemon(),
            Duration.ofHours(1),
            () -> {
              begun.countDown();
              done.await();
              ended.add("round");
            },
            ended::add);
    thread.start();
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

    thread.stop(done::countDown);

    assertThat(thread.isStopping()).isTrue();
    assertThat(ended).containsExactly("round");
  }

  @Test
  void endsWhateverItWaitsForWhenItIsInterrupted() throws InterruptedException {
    List<String> ended = new ArrayList<>();
    BackgroundThread thread =
        new BackgroundThread(
            Thread.ofPlatform().daemon(),
            self -> {
              try {
                new CountDownLatch(1).await();
              } finally {
                ended.add(self.isStopping() && self.isCurrent() ? "stopped" : "by itself");
              }
            });
    thread.start();

    thread.interrupt();

    assertThat(ended).containsExactly("stopped");
    assertThat(thread.isCurrent()).isFalse();
  }
}
