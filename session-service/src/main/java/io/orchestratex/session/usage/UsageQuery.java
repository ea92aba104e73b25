package io.orchestratex.session.usage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whose use is asked for, and how it is summed up.
 *
 * @param from of the first prompts that count
 * @param to of the first prompts that count no more
 * @param zone in which days and hours begin: a name such as {@code Europe/Berlin} or an offset
 * @param groupBy null: one sum per period
 * @param userId null: of everybody
 */
public record UsageQuery(
    Instant from,
    Instant to,
    Interval interval,
    String zone,
    @Nullable GroupBy groupBy,
    @Nullable String userId) {

  /** The length of a period. */
  public enum Interval {
    HOUR,
    DAY
  }

  /** What is told apart within a period. */
  public enum GroupBy {
    MODEL,
    PROVIDER,
    USER
  }
}
