package io.orchestratex.kit.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orchestratex.kit.failure.FailureException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineStartTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final AtomicInteger attempts = new AtomicInteger();
  private volatile @Nullable Exception fault;
  private @Nullable EngineStart start;

  @AfterEach
  void stop() {
    if (start != null) {
      start.stop();
    }
  }

  private EngineStart begin(Consumer<StoreReady> listener) {
    EngineStart begun = new EngineStart(new Engine(), listener);
    start = begun;
    begun.begin();
    return begun;
  }

  /** Throws what the test says; an I/O fault passes by itself. */
  private final class Engine implements EnginePreparation {
    @Override
    public String engine() {
      return StoreReady.POSTGRESQL;
    }

    @Override
    public String address() {
      return "here:1";
    }

    @Override
    public void prepare() throws Exception {
      attempts.incrementAndGet();
      Exception current = fault;
      if (current != null) {
        throw current;
      }
    }

    @Override
    public Optional<String> reasonToWait(Throwable fault) {
      return fault instanceof IOException ? Optional.of("it is away") : Optional.empty();
    }
  }

  @Test
  void triesUntilTheEngineAnswersAndSaysWhyItWaits() throws Exception {
    fault = new IOException("connection refused to secret-host");
    EngineStart waiting = begin(_ -> {});
    waiting.contextStarted(Duration.ofMillis(1));
    await().atMost(LONG).until(() -> attempts.get() >= 2);
    assertThat(waiting.isPrepared()).isFalse();
    assertThat(waiting.awaitPrepared(Duration.ofMillis(1))).isFalse();
    assertThat(waiting.whyNotReady()).hasValue("it is away");

    fault = null;
    await().atMost(LONG).until(() -> waiting.whyNotReady().isEmpty());
    assertThat(waiting.isPrepared()).isTrue();
  }

  @Test
  void isReadyOnceTheListenersSucceededAndCallsThemAgainUntilThen() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    EngineStart waiting =
        begin(ready -> {
          assertThat(ready.isOf(StoreReady.POSTGRESQL)).isTrue();
          if (calls.incrementAndGet() < 3) {
            throw FailureException.unavailable("x.store-unavailable", "It went away.", null);
          }
        });

    assertThat(waiting.awaitPrepared(LONG)).isTrue();
    assertThat(calls).as("before the context has started").hasValue(0);
    assertThat(waiting.whyNotReady()).isPresent();
    waiting.contextStarted(LONG);

    assertThat(waiting.whyNotReady()).isEmpty();
    assertThat(calls).hasValue(3);
    assertThat(attempts).as("the engine is prepared once").hasValue(1);
  }

  @Test
  void aFaultThatNoWaitingMendsEndsTheStart() {
    fault = new IllegalStateException("a wrong migration");
    EngineStart waiting = begin(_ -> {});

    assertThatThrownBy(() -> waiting.contextStarted(LONG))
        .isInstanceOf(IllegalStateException.class)
        .hasCause(fault);
  }
}
