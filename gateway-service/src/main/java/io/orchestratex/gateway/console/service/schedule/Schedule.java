package io.orchestratex.gateway.console.service.schedule;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schedule, as its service shows it.
 *
 * @param state active, paused, or all_paused where only all are paused
 * @param declared whether the settings of the service define it
 */
public record Schedule(
    String id,
    String action,
    Map<String, Object> settings,
    String cron,
    String zone,
    String missed,
    int missedLimit,
    String state,
    List<OffsetDateTime> nextDue,
    @Nullable Run last,
    boolean declared,
    String createdBy,
    Instant createdAt,
    Instant changedAt) {

  public Schedule {
    settings = settings == null ? Map.of() : Map.copyOf(settings);
    nextDue = nextDue == null ? List.of() : List.copyOf(nextDue);
  }

  /**
   * What came of a due time.
   *
   * @param dueTimes for how many due times it stands
   * @param cause due or manual
   * @param outcome ordered, skipped or failed
   */
  public record Run(
      Instant dueAt,
      @Nullable Instant lastDueAt,
      long dueTimes,
      String cause,
      String outcome,
      @Nullable String job,
      @Nullable String jobState,
      @Nullable String detail,
      String requestedBy,
      Instant decidedAt) {

    /** Where its job is, or why there is none. */
    public String result() {
      return jobState == null ? outcome : jobState;
    }
  }

  public boolean isActive() {
    return state.equals("active");
  }

  /** Whether it is paused by itself, whatever all are. */
  public boolean isPaused() {
    return state.equals("paused");
  }

  /** When it is due next; null while it is paused. */
  public @Nullable Instant next() {
    return nextDue.isEmpty() ? null : nextDue.getFirst().toInstant();
  }
}
