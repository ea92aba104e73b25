package io.orchestratex.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What one replica counts while Redis is down, and until when. */
class LocalCountersTest {

  private static final Duration WINDOW = Duration.ofMinutes(15);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final LocalCounters counters = new LocalCounters(WINDOW, () -> now);

  @Test
  void aCountEndsAWindowAfterItBeganHoweverOftenItGrew() {
    for (int i = 0; i < 5; i++) {
      counters.add("name");
      now = now.plus(Duration.ofMinutes(2));
    }

    assertThat(counters.wait("name", 5)).hasValue(Duration.ofMinutes(5));
    now = now.plus(Duration.ofMinutes(5));
    assertThat(counters.wait("name", 1)).isEmpty();
    counters.add("name");
    assertThat(counters.wait("name", 1)).hasValue(WINDOW);
    assertThat(counters.wait("name", 2)).isEmpty();
  }

  @Test
  void whatIsTakenBackDoesNotCountAndNothingGetsBelowNothing() {
    counters.add("name");
    counters.add("name");
    counters.takeBack("name");
    assertThat(counters.wait("name", 2)).isEmpty();
    assertThat(counters.wait("name", 1)).isPresent();

    counters.takeBack("name");
    counters.takeBack("name");
    counters.add("name");
    assertThat(counters.wait("name", 1)).isPresent();
    counters.forget("name");
    assertThat(counters.wait("name", 1)).isEmpty();
  }
}
