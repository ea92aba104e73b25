package io.orchestratex.backup.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is.
 *
 * @param percent share of the whole that is done, 0 to 100
 * @param bytes what the phase at hand has processed, in bytes before compression
 * @param totalBytes what the phase at hand has to process, in bytes before compression; 0 where
 *     that is not known. May be an estimate
 * @param items collections, tables, files or steps that the phase at hand has begun
 * @param secondsLeft about how long it takes still, by what it took so far; absent where that
 *     cannot be said yet, and unless it runs
 * @param phase what the job does, in the words of its {@code state}
 * @param detail what it works on, for a person; empty where there is nothing to say
 */
public record Progress(
    int percent,
    long bytes,
    long totalBytes,
    long items,
    @Nullable Long secondsLeft,
    String phase,
    String detail) {
  public static final Progress NONE = new Progress(0, 0, "queued", "");

  /** Below this the beginning of the work says too little about the rest. */
  private static final int TELLING_PERCENT = 3;

  private static final Duration TELLING_TIME = Duration.ofSeconds(2);

  /** Of work whose size is not known. */
  public Progress(int percent, long bytes, String phase, String detail) {
    this(percent, bytes, 0, 0, null, phase, detail);
  }

  /**
   * How long the rest takes if it goes on as before; null where too little is done to tell.
   *
   * @param ran how long it took to come from 0 to {@code percent}
   */
  static @Nullable Long secondsLeft(int percent, Duration ran) {
    if (percent < TELLING_PERCENT || percent > 100 || ran.compareTo(TELLING_TIME) < 0) {
      return null;
    }
    return Math.ceilDiv(ran.toMillis() * (100 - percent), percent * 1_000L);
  }
}
