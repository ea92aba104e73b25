package io.orchestratex.local.part;

import java.time.Duration;

/**
 * How long a part that starts is waited for: while it makes progress, which is a line in its log or
 * work of its processor. Times are of {@link System#nanoTime()}.
 */
final class StartPatience {

  /** A program that waits for something works less than that. */
  private static final Duration WORK = Duration.ofSeconds(2);

  private static final Duration NEWS_EVERY = Duration.ofSeconds(15);

  private final Duration silence;
  private final Duration atMost;
  private final long begin;
  private long lastProgress;
  private long lastNews;
  private long logSize = -1;
  private Duration worked = Duration.ZERO;

  /**
   * Begins now.
   *
   * @param silence how long it may make no progress
   * @param atMost how long it may take in all
   */
  StartPatience(Duration silence, Duration atMost, long now) {
    this.silence = silence;
    this.atMost = atMost;
    this.begin = now;
    this.lastProgress = now;
    this.lastNews = now;
  }

  /** What the part has done up to now. */
  void look(long newLogSize, Duration newWorked, long now) {
    boolean wrote = newLogSize != logSize;
    boolean busy = newWorked.minus(worked).compareTo(WORK) >= 0;
    if (wrote || busy) {
      lastProgress = now;
      logSize = newLogSize;
      worked = newWorked;
    }
  }

  boolean isOver(long now) {
    return now - lastProgress > silence.toNanos() || now - begin > atMost.toNanos();
  }

  /** True every 15 seconds: the person at the terminal is to hear what goes on. */
  boolean hasNews(long now) {
    if (now - lastNews < NEWS_EVERY.toNanos()) {
      return false;
    }
    lastNews = now;
    return true;
  }

  long seconds(long now) {
    return Duration.ofNanos(now - begin).toSeconds();
  }

  /** Why it is over. */
  String verdict(long now) {
    return now - begin > atMost.toNanos()
        ? "did not answer within %d s (OX_START_LIMIT)".formatted(atMost.toSeconds())
        : "did not answer within %d s and made no progress for %d s"
            .formatted(seconds(now), silence.toSeconds());
  }
}
