package io.orchestratex.gateway.console.service.session;

import io.orchestratex.gateway.console.frame.Preferences.TimeFormat;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What prompts used over time. */
@Singleton
public final class UsageApi {

  private final ServiceClient client;

  UsageApi(ServiceClient client) {
    this.client = client;
  }

  /**
   * Which use is wanted.
   *
   * @param from a time, or a length before now such as {@code -7d}
   * @param to null for now
   * @param interval hour or day
   * @param groupBy model, provider or user; null for one row per period
   * @param userId null for everybody whom the person may see
   */
  public record Range(
      String from,
      @Nullable String to,
      String interval,
      @Nullable String groupBy,
      @Nullable String userId) {

    public Range(String from, String interval, @Nullable String groupBy) {
      this(from, null, interval, groupBy, null);
    }
  }

  /** Sums of all prompts in a range. */
  public record Sums(
      long prompts,
      long failures,
      long inputTokens,
      long outputTokens,
      long totalTokens,
      BigDecimal totalCost) {}

  /** Sums of one group in one period; {@code group} is null where there are no groups. */
  public record Row(
      Instant period,
      @Nullable String group,
      long prompts,
      long failures,
      long inputTokens,
      long outputTokens,
      long totalTokens,
      BigDecimal totalCost) {}

  /** The periods with prompts in order, in each the dearest group first. */
  public record Usage(
      Instant from, Instant to, String zone, Sums total, List<Row> items, boolean truncated) {

    public Usage {
      items = items == null ? List.of() : List.copyOf(items);
    }
  }

  /** Reads it in the time zone in which the person reads times. */
  public Usage read(Visit visit, Range range) {
    boolean utc = visit.preferences().time() == TimeFormat.UTC;
    return client.get(
        visit,
        Address.of("/api/v1/analytics/usage")
            .with("from", range.from())
            .with("to", range.to())
            .with("interval", range.interval())
            .with("group_by", range.groupBy())
            .with("user_id", range.userId())
            .with("zone", utc ? "UTC" : visit.preferences().zone().getId()),
        Usage.class);
  }
}
