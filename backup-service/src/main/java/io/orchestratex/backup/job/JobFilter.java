package io.orchestratex.backup.job;

import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are wanted; null means any.
 *
 * @param label the whole label
 * @param text part of the id or the label
 * @param createdAt when it was ordered
 * @param verified whether its newest check, its own one included, succeeded
 * @param drilled whether the last drill of each of its targets passed
 */
public record JobFilter(
    String kind,
    @Nullable String state,
    @Nullable String target,
    @Nullable String label,
    @Nullable TextFilter text,
    TimeRange createdAt,
    @Nullable Boolean verified,
    @Nullable Boolean drilled) {

  /** Whatever checks and drills have shown. */
  public JobFilter(
      String kind,
      @Nullable String state,
      @Nullable String target,
      @Nullable String label,
      @Nullable TextFilter text,
      TimeRange createdAt) {
    this(kind, state, target, label, text, createdAt, null, null);
  }
}
