package io.orchestratex.gateway.console.service.status;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Few rows, sums and states of each service: what one page can show of all of them. */
@Singleton
public final class StatusApi {

  /** How many rows of a list are read at most. */
  public static final int MOST = 100;

  private final ServiceClient client;

  StatusApi(ServiceClient client) {
    this.client = client;
  }

  /**
   * A server that can be backed up.
   *
   * @param failure why it did not answer; null when it did
   * @param lastGoodBackup null where there is none
   */
  public record BackupTarget(
      String id,
      String engine,
      boolean reachable,
      @Nullable String failure,
      @Nullable GoodBackup lastGoodBackup,
      Restorable restorable) {}

  /** The newest backup of a target that is not damaged. */
  public record GoodBackup(String id, Instant finishedAt, boolean verified) {}

  /**
   * Whether a target could be restored as things are.
   *
   * @param verdict good, stale, partial, vault-away, none or unknown
   */
  public record Restorable(String verdict, String reason) {}

  /** A backup or a restore. */
  public record Job(
      String id,
      String state,
      List<String> targets,
      Progress progress,
      Instant createdAt,
      @Nullable Instant finishedAt,
      @Nullable Long durationMs,
      @Nullable String failure) {

    private static final List<String> ENDED =
        List.of("succeeded", "failed", "cancelled", "rolled_back", "rollback_failed");

    public Job {
      targets = orEmpty(targets);
    }

    public boolean hasEnded() {
      return ENDED.contains(state);
    }
  }

  /** How far a job is. */
  public record Progress(int percent, String phase, String detail) {}

  /**
   * Open alerts.
   *
   * @param open their number by severity
   */
  public record AlertSummary(Map<String, Long> open, long total) {

    public AlertSummary {
      open = open == null ? Map.of() : Map.copyOf(open);
    }
  }

  /** An alert. */
  public record Alert(
      String id,
      String rule,
      String source,
      String severity,
      String state,
      String message,
      Instant startsAt) {}

  /** A case. */
  public record Case(String id, String title, String severity, String status, Instant createdAt) {}

  /** What prompts used. */
  public record Usage(Sums total, List<UsageRow> items) {

    public Usage {
      items = orEmpty(items);
    }
  }

  /** Sums of prompts; the cost is in US dollars. */
  public record Sums(long prompts, long failures, long totalTokens, BigDecimal totalCost) {}

  /** Sums of one model in one hour. */
  public record UsageRow(
      Instant period,
      @Nullable String group,
      long prompts,
      long failures,
      long totalTokens,
      BigDecimal totalCost) {}

  /**
   * A schedule.
   *
   * @param state active, paused or all_paused
   * @param nextDue soonest first; empty while it is paused
   * @param last what came of its last due time; null before the first
   */
  public record Schedule(
      String id, String action, String state, List<OffsetDateTime> nextDue, @Nullable Run last) {

    public Schedule {
      nextDue = orEmpty(nextDue);
    }
  }

  /**
   * What came of a due time.
   *
   * @param outcome ordered, skipped or failed
   */
  public record Run(
      Instant dueAt,
      String outcome,
      @Nullable String job,
      @Nullable String jobState,
      @Nullable String detail) {}

  public List<BackupTarget> targets(Visit visit) {
    return client
        .page(visit, Address.of("/api/v1/targets").with("limit", MOST), BackupTarget.class)
        .items();
  }

  /** The newest backups, of any state where none is given. */
  public Paged<Job> backups(Visit visit, @Nullable String state, int limit) {
    return client.page(
        visit, Address.of("/api/v1/backups").with("state", state).with("limit", limit), Job.class);
  }

  /** The newest restores. */
  public Paged<Job> restores(Visit visit, int limit) {
    return client.page(visit, Address.of("/api/v1/restores").with("limit", limit), Job.class);
  }

  /** Backups or restores that were ordered in a window of time, newest first. */
  public List<Job> ordered(Visit visit, String kind, Instant from, Instant to, int limit) {
    return client
        .page(
            visit,
            Address.of("/api/v1/" + kind).with("from", from).with("to", to).with("limit", limit),
            Job.class)
        .items();
  }

  public AlertSummary alertSummary(Visit visit) {
    return client.get(visit, Address.of("/api/v1/alerts/summary"), AlertSummary.class);
  }

  /** The newest alerts that have not ended. */
  public List<Alert> openAlerts(Visit visit, int limit) {
    return client
        .page(
            visit,
            Address.of("/api/v1/alerts").with("resolved", false).with("limit", limit),
            Alert.class)
        .items();
  }

  /** Alerts that began in a window of time, newest first. */
  public List<Alert> alerts(
      Visit visit, @Nullable String target, Instant from, Instant to, int limit) {
    return client
        .page(
            visit,
            Address.of("/api/v1/alerts")
                .with("target", target)
                .with("from", from)
                .with("to", to)
                .with("limit", limit),
            Alert.class)
        .items();
  }

  /** The newest cases in a status. */
  public Paged<Case> cases(Visit visit, String status) {
    return client.page(
        visit, Address.of("/api/v1/cases").with("status", status).with("limit", MOST), Case.class);
  }

  /** What prompts used since a time, by hour and model. */
  public Usage usage(Visit visit, Instant from, String zone) {
    return client.get(
        visit,
        Address.of("/api/v1/analytics/usage")
            .with("from", from)
            .with("interval", "hour")
            .with("group_by", "model")
            .with("zone", zone),
        Usage.class);
  }

  public List<Schedule> schedules(Visit visit) {
    return client
        .page(visit, Address.of("/api/v1/schedules").with("limit", MOST), Schedule.class)
        .items();
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
