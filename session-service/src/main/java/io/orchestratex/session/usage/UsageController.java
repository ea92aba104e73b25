package io.orchestratex.session.usage;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.paging.TimeRange;
import io.orchestratex.session.ownership.OwnershipRules;
import io.orchestratex.session.usage.UsageQuery.GroupBy;
import io.orchestratex.session.usage.UsageQuery.Interval;
import io.orchestratex.session.usage.UsageReport.Sums;
import io.orchestratex.session.wire.WireName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prompts, tokens, cost and failures over time. */
@Controller("/api/v1/analytics/usage")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Analytics")
class UsageController {

  private final UsageStore store;
  private final InstantSource clock;

  UsageController(UsageStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @Get
  @Operation(
      operationId = "getUsage",
      summary = "Get usage by hour or day",
      description =
          "Sums of the prompts that were sent in a time range: by default today's. By hour it may"
              + " span 31 days, by day 400. Admins, operators and analysts see everybody's prompts,"
              + " others their own. Periods without a prompt are left out; of more than 2,000 rows"
              + " the cheapest are left out and truncated is true.")
  UsageView usage(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      @Parameter(
              description = "From this time on, or -24h; default the start of the day",
              example = "2026-11-27T00:00:00Z")
          @Nullable
          @QueryValue
          String from,
      @Parameter(description = "Before this time; default now", example = "now")
          @Nullable
          @QueryValue
          String to,
      @Parameter(
              description = "Length of a period; default day",
              schema = @Schema(allowableValues = {"hour", "day"}),
              example = "hour")
          @Nullable
          @QueryValue
          String interval,
      @Parameter(
              description = "What the rows of a period tell apart; default nothing",
              schema = @Schema(allowableValues = {"model", "provider", "user"}),
              example = "model")
          @Nullable
          @QueryValue("group_by")
          String groupBy,
      @Parameter(description = "Whose days and hours; default UTC", example = "Europe/Berlin")
          @Nullable
          @QueryValue
          String zone,
      @Parameter(
              description = "Only prompts of this user: the subject of their token",
              example = "6b0f1c52-7d0e-4a55-9a0c-3b6f8f4f7f10")
          @Nullable
          @QueryValue("user_id")
          String userId) {
    QueryParameters.check(request, "from", "to", "interval", "group_by", "zone", "user_id");
    Instant now = clock.instant();
    String own = OwnershipRules.readableOwner(caller);
    UsageQuery query =
        UsageRules.query(
            TimeRange.read(from, to, now),
            Objects.requireNonNullElse(
                WireName.filter(Interval.class, "interval", interval), Interval.DAY),
            zone,
            WireName.filter(GroupBy.class, "group_by", groupBy),
            own == null ? userId : own,
            now);
    boolean ofAnother = own != null && userId != null && !userId.equals(own);
    UsageReport report =
        ofAnother ? new UsageReport(Sums.NONE, List.of(), false) : store.report(query);
    return UsageView.of(query, report);
  }

  /**
   * What prompts used in a time range.
   *
   * @param from the first moment that counts
   * @param to the first moment that counts no more
   * @param interval length of a period: {@code hour} or {@code day}
   * @param groupBy what the rows tell apart; left out when a period has one row
   * @param zone in which periods begin
   * @param total sums of all, also of rows that are left out
   * @param items the periods in order, in each the dearest group first
   * @param truncated true when the cheapest rows are left out
   */
  record UsageView(
      Instant from,
      Instant to,
      String interval,
      @Nullable String groupBy,
      String zone,
      TotalView total,
      List<RowView> items,
      boolean truncated) {

    UsageView {
      items = List.copyOf(items);
    }

    static UsageView of(UsageQuery query, UsageReport report) {
      return new UsageView(
          query.from(),
          query.to(),
          WireName.of(query.interval()),
          query.groupBy() == null ? null : WireName.of(query.groupBy()),
          query.zone(),
          TotalView.of(report.total()),
          report.rows().stream().map(RowView::of).toList(),
          report.truncated());
    }
  }

  /**
   * Sums of all rows.
   *
   * @param prompts that were sent, also those whose answer is still on its way
   * @param failures of them, those whose answer failed
   * @param inputTokens tokens that were sent
   * @param outputTokens tokens that were answered
   * @param totalTokens both
   * @param totalCost exact US dollars
   */
  record TotalView(
      long prompts,
      long failures,
      long inputTokens,
      long outputTokens,
      long totalTokens,
      BigDecimal totalCost) {

    static TotalView of(Sums sums) {
      return new TotalView(
          sums.prompts(),
          sums.failures(),
          sums.inputTokens(),
          sums.outputTokens(),
          sums.totalTokens(),
          sums.totalCost());
    }
  }

  /**
   * Sums of one group in one period.
   *
   * @param period when the period begins
   * @param group name of the model or provider, or id of the user; left out without groups
   * @param prompts that were sent, also those whose answer is still on its way
   * @param failures of them, those whose answer failed
   * @param inputTokens tokens that were sent
   * @param outputTokens tokens that were answered
   * @param totalTokens both
   * @param totalCost exact US dollars
   */
  record RowView(
      Instant period,
      @Nullable String group,
      long prompts,
      long failures,
      long inputTokens,
      long outputTokens,
      long totalTokens,
      BigDecimal totalCost) {

    static RowView of(UsageReport.Row row) {
      Sums sums = row.sums();
      return new RowView(
          row.period(),
          row.group(),
          sums.prompts(),
          sums.failures(),
          sums.inputTokens(),
          sums.outputTokens(),
          sums.totalTokens(),
          sums.totalCost());
    }
  }
}
