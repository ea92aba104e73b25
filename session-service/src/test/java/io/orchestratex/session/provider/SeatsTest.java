package io.orchestratex.session.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.provider.Seats.Seat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who gets a seat when there are too few. */
class SeatsTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Seats seats = new Seats("demo", 10, 20);

  private List<Seat> takeAllThatAreFree(String user) {
    List<Seat> taken = new ArrayList<>();
    try {
      while (true) {
        taken.add(seats.take(user, Duration.ZERO));
      }
    } catch (FailureException e) {
      assertThat(e.failure().code()).isEqualTo("provider.busy");
      return taken;
    }
  }

  @Test
  void oneUserAloneTakesMostSeatsAndLeavesSomeForOthers() {
    assertThat(takeAllThatAreFree("ann")).hasSize(8);

    assertThat(takeAllThatAreFree("bob")).hasSize(2);
  }

  @Test
  void whoHasItsShareIsRefusedAtOnceWhileAnotherWaits() throws Exception {
    List<Seat> ann = takeAllThatAreFree("ann");
    takeAllThatAreFree("bob");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Seat> waiting = threads.submit(() -> seats.take("bob", LONG));
      Awaitility.await()
          .atMost(10, TimeUnit.SECONDS)
          .untilAsserted(() ->
              assertThatThrownBy(() -> seats.take("ann", Duration.ZERO))
                  .hasMessageContaining("provider.over-share"));

      long begun = System.nanoTime();
      assertThatThrownBy(() -> seats.take("ann", LONG))
          .isInstanceOfSatisfying(
              FailureException.class,
              e ->
                  assertThat(e.failure())
                      .isInstanceOfSatisfying(
                          Failure.Busy.class,
                          busy -> {
                            assertThat(busy.code()).isEqualTo("provider.over-share");
                            assertThat(busy.detail()).contains("8 answers under way");
                            assertThat(busy.retryAfter()).isPositive();
                          }));
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));

      ann.getFirst().leave();
      waiting.get(10, TimeUnit.SECONDS).leave();
    }
  }

  @Test
  void aSeatThatIsLeftGoesToTheUserWithTheFewest() throws Exception {
    List<Seat> ann = takeAllThatAreFree("ann");
    List<Seat> bob = takeAllThatAreFree("bob");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Seat> again = threads.submit(() -> seats.take("bob", LONG));
      Awaitility.await()
          .atMost(10, TimeUnit.SECONDS)
          .untilAsserted(() ->
              assertThatThrownBy(() -> seats.take("ann", Duration.ZERO))
                  .hasMessageContaining("over-share"));
      Future<Seat> cyd = threads.submit(() -> seats.take("cyd", LONG));
      Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> seats.waiting() == 2);

      ann.getFirst().leave();

      assertThat(cyd.get(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(again.isDone()).as("bob has two seats and came first").isFalse();
      ann.get(1).leave();
      again.get(10, TimeUnit.SECONDS).leave();
      bob.forEach(Seat::leave);
    }
  }

  @Test
  void aHundredStreamsOfOneUserKeepNobodyElseWaitingForLong() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        var _ =
            threads.submit(() -> {
              Seat seat = seats.take("greedy", LONG);
              LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
              seat.leave();
            });
      }
      Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> seats.free() == 2);

      List<Future<Seat>> others =
          IntStream.range(0, 5)
              .mapToObj(i -> threads.submit(() -> seats.take("other", Duration.ofSeconds(2))))
              .toList();

      for (Future<Seat> other : others) {
        other.get(5, TimeUnit.SECONDS).leave();
      }
    }
    assertThat(seats.free()).isEqualTo(10);
  }

  @Test
  void noSeatIsLostOrGivenTwice() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, Integer> got = new HashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> all =
          IntStream.range(0, 300)
              .mapToObj(i -> {
                String user = "user-" + random.nextInt(6);
                Duration patience = Duration.ofMillis(random.nextInt(30));
                return threads.submit(() -> {
                  try {
                    Seat seat = seats.take(user, patience);
                    Thread.yield();
                    seat.leave();
                    seat.leave();
                    return user;
                  } catch (FailureException e) {
                    return "refused";
                  }
                });
              })
              .toList();
      for (Future<String> each : all) {
        got.merge(each.get(20, TimeUnit.SECONDS), 1, Integer::sum);
      }
    }
    assertThat(seats.free()).as("seed " + seed).isEqualTo(10);
    assertThat(seats.waiting()).as("seed " + seed).isZero();
    assertThat(got).as("seed " + seed).containsKeys("user-0");
  }
}
