package io.orchestratex.monitor.sample;

import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Keeps samples. Methods are thread-safe and throw {@link
 * io.orchestratex.kit.failure.FailureException} ({@code Unavailable}) while the engine does not
 * answer.
 */
public interface SampleStore {

  /**
   * Stores a measurement durably before it returns. Storing the same one (target and moment) again
   * changes nothing.
   *
   * @return false when it was stored before
   */
  boolean append(Sampled measurement);

  /** Series that match, by target, name and labels. */
  Page<Series> series(SeriesSelector selector, PageRequest page);

  /** Up to {@code max} series that match. */
  List<Series> find(SeriesSelector selector, int max);

  /**
   * Gives {@code sink} each point with {@code from <= at < to} once, in any order, all from one
   * consistent point.
   */
  void read(Collection<Series> series, Instant from, Instant to, PointSink sink);

  /**
   * Packs what was measured before {@code end} into its final form. Safe to run at any time, by
   * several processes and again after it was killed; readers see no difference.
   *
   * @param end the start of an hour
   * @return how many measurements were packed
   */
  int seal(Instant end);

  /** Forgets what is older than {@code end}; whole days at a time. */
  void forgetBefore(Instant end);

  /** Takes points. */
  @FunctionalInterface
  interface PointSink {
    void accept(Series series, long atEpochMillis, double value);
  }
}
