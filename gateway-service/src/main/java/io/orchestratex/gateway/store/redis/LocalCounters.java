package io.orchestratex.gateway.store.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Counts in this process as the scripts count in Redis: a count is forgotten a window after it
 * began, however often it grew since. Thread-safe.
 */
final class LocalCounters {

  private static final int MOST = 100_000;

  private final Duration window;
  private final InstantSource clock;
  private final Cache<String, Count> counts;

  LocalCounters(Duration window, InstantSource clock) {
    this.window = window;
    this.clock = clock;
    // Only the memory is given back here; the clock decides what still counts.
    this.counts = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(window).build();
  }

  private record Count(int times, Instant until) {
    Count plus(int change) {
      return new Count(times + change, until);
    }
  }

  /** How long to wait when {@code key} was counted that often. */
  Optional<Duration> wait(String key, int limit) {
    Instant now = clock.instant();
    Count count = counts.getIfPresent(key);
    return count != null && count.times() >= limit && now.isBefore(count.until())
        ? Optional.of(Duration.between(now, count.until()))
        : Optional.empty();
  }

  void add(String key) {
    Instant now = clock.instant();
    counts
        .asMap()
        .compute(
            key,
            (_, count) ->
                count == null || !now.isBefore(count.until())
                    ? new Count(1, now.plus(window))
                    : count.plus(1));
  }

  void takeBack(String key) {
    counts.asMap().computeIfPresent(key, (_, count) -> count.times() > 1 ? count.plus(-1) : null);
  }

  void forget(String key) {
    counts.invalidate(key);
  }
}
