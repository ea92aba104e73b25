package io.orchestratex.gateway.console.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Spark;
import io.orchestratex.gateway.console.service.monitor.MonitorApi;
import io.orchestratex.gateway.console.service.status.StatusApi;
import io.orchestratex.gateway.console.service.status.StatusApi.Job;
import io.orchestratex.gateway.console.service.status.StatusApi.Schedule;
import io.orchestratex.gateway.console.service.status.StatusApi.Usage;
import io.orchestratex.gateway.console.service.status.StatusApi.UsageRow;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How the start page says what it shows. */
final class StartViews {

  /** From the gravest on. */
  static final List<String> SEVERITIES = List.of("critical", "high", "medium", "low");

  private StartViews() {}

  static Badge restorable(StatusApi.Restorable restorable) {
    return switch (restorable.verdict()) {
      case "good" -> new Badge(Tone.GOOD, "restorable");
      case "stale" -> new Badge(Tone.WARN, "backup too old");
      case "partial" -> new Badge(Tone.WARN, "in part");
      case "vault-away" -> new Badge(Tone.BAD, "vault away");
      case "none" -> new Badge(Tone.BAD, "no good backup");
      default -> new Badge(Tone.WARN, "not known");
    };
  }

  static Badge severity(String severity) {
    return switch (severity) {
      case "critical", "high" -> new Badge(Tone.BAD, severity);
      case "medium" -> new Badge(Tone.WARN, severity);
      default -> new Badge(Tone.NEUTRAL, severity);
    };
  }

  static Badge state(Job job) {
    return switch (job.state()) {
      case "succeeded" -> new Badge(Tone.GOOD, "succeeded");
      case "failed", "rollback_failed" -> new Badge(Tone.BAD, words(job.state()));
      case "rolled_back" -> new Badge(Tone.WARN, "rolled back");
      case "cancelled" -> new Badge(Tone.NEUTRAL, "cancelled");
      default -> new Badge(Tone.BUSY, words(job.state()));
    };
  }

  static Badge state(MonitorApi.Target target) {
    return switch (target.state()) {
      case "up" -> new Badge(Tone.GOOD, "up");
      case "down" -> new Badge(Tone.BAD, "down");
      default -> new Badge(Tone.NEUTRAL, "not measured yet");
    };
  }

  static Badge state(boolean up) {
    return up ? new Badge(Tone.GOOD, "up") : new Badge(Tone.BAD, "away");
  }

  static Badge last(Schedule schedule) {
    StatusApi.Run run = schedule.last();
    if (run == null) {
      return new Badge(Tone.NEUTRAL, "not yet due");
    }
    if (hasFailed(schedule)) {
      return new Badge(Tone.BAD, "failed");
    }
    String state = run.jobState() == null ? run.outcome() : run.jobState();
    return new Badge(
        state.equals("succeeded")
            ? Tone.GOOD
            : state.equals("skipped") || state.equals("cancelled") ? Tone.NEUTRAL : Tone.BUSY,
        words(state));
  }

  static boolean hasFailed(Schedule schedule) {
    StatusApi.Run run = schedule.last();
    return run != null && (run.outcome().equals("failed") || "failed".equals(run.jobState()));
  }

  static @Nullable Instant next(Schedule schedule) {
    return schedule.nextDue().isEmpty() ? null : schedule.nextDue().getFirst().toInstant();
  }

  static List<Schedule> soonestFirst(List<Schedule> schedules) {
    return schedules.stream()
        .sorted(
            Comparator.comparing(
                schedule -> schedule.nextDue().isEmpty() ? null : schedule.nextDue().getFirst(),
                Comparator.nullsLast(OffsetDateTime.timeLineOrder())))
        .toList();
  }

  static String words(String state) {
    return state.replace('_', ' ');
  }

  /** Sums by model, the dearest first. */
  static List<UsageRow> byModel(Usage usage) {
    Map<String, UsageRow> sums = new LinkedHashMap<>();
    for (UsageRow row : usage.items()) {
      sums.merge(
          row.group() == null ? "–" : row.group(),
          row,
          (a, b) ->
              new UsageRow(
                  a.period(),
                  a.group(),
                  a.prompts() + b.prompts(),
                  a.failures() + b.failures(),
                  a.totalTokens() + b.totalTokens(),
                  a.totalCost().add(b.totalCost())));
    }
    return sums.values().stream()
        .sorted(Comparator.comparing(UsageRow::totalCost).reversed())
        .toList();
  }

  /** Prompts of each hour of the day until now. */
  static Spark byHour(Usage usage, Instant now) {
    TreeMap<Instant, Double> hours = new TreeMap<>();
    usage.items().forEach(row -> hours.merge(row.period(), (double) row.prompts(), Double::sum));
    List<Double> values = new ArrayList<>();
    if (!hours.isEmpty()) {
      for (Instant at = hours.firstKey(); !at.isAfter(now); at = at.plus(Duration.ofHours(1))) {
        values.add(hours.getOrDefault(at, 0.0));
      }
    }
    return new Spark(values, "Prompts by hour: " + values.stream().map(Double::longValue).toList());
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
