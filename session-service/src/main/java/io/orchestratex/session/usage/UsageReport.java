package io.orchestratex.session.usage;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums of a query.
 *
 * @param total of all periods and groups, also of rows that are left out
 * @param rows the periods in order, in each the dearest group first; periods without a prompt are
 *     left out
 * @param truncated true when there were more rows; the cheapest ones are left out
 */
public record UsageReport(Sums total, List<Row> rows, boolean truncated) {

  /** Rows of one report at most. */
  public static final int MOST_ROWS = 2_000;

  public UsageReport {
    rows = List.copyOf(rows);
  }

  /**
   * One group in one period.
   *
   * @param group name of the model or provider, or id of the user; null without groups
   */
  public record Row(Instant period, @Nullable String group, Sums sums) {}

  /**
   * What prompts used.
   *
   * @param failures prompts whose answer failed
   */
  public record Sums(
      long prompts,
      long failures,
      long inputTokens,
      long outputTokens,
      long totalTokens,
      BigDecimal totalCost) {

    /** Of no prompt. */
    public static final Sums NONE = new Sums(0, 0, 0, 0, 0, BigDecimal.ZERO);
  }
}
