package io.orchestratex.alert.cases;

import io.orchestratex.alert.cases.Case.Entry;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.contracts.CaseEvent;
import io.orchestratex.kit.failure.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The life of a case.
 *
 * <pre>
 * open        → in_progress  a person takes it
 * open        → resolved     by hand, or by itself when its alerts ended and no person took it
 * in_progress → open         given back
 * in_progress → resolved
 * resolved    → closed
 * resolved    → open         reopened, by hand or by the same condition within 24 hours
 * closed      → open         reopened by hand
 * </pre>
 *
 * Assigning an open case moves nothing by itself.
 */
public final class CaseRules {

  static final Duration REOPEN_WITHIN = Duration.ofHours(24);

  private static final Map<CaseStatus, Set<CaseStatus>> MOVES =
      Map.of(
          CaseStatus.OPEN, Set.of(CaseStatus.IN_PROGRESS, CaseStatus.RESOLVED),
          CaseStatus.IN_PROGRESS, Set.of(CaseStatus.OPEN, CaseStatus.RESOLVED),
          CaseStatus.RESOLVED, Set.of(CaseStatus.CLOSED, CaseStatus.OPEN),
          CaseStatus.CLOSED, Set.of(CaseStatus.OPEN));

  private CaseRules() {}

  /** The next state, and the event for others, if there is one. */
  public record Change(Case next, @Nullable CaseEvent event) {}

  /** What a person wants to work on. */
  public record Opening(
      String title,
      String description,
      Severity severity,
      Priority priority,
      @Nullable String assignee,
      List<String> tags,
      Map<String, Object> metadata) {}

  /**
   * What a person wants changed; null leaves as it is.
   *
   * @param unassign takes the assignee away, whatever {@code assignee} says
   * @param note what people should know
   * @param version refuses the change unless the case has this version
   */
  public record Edit(
      @Nullable CaseStatus status,
      @Nullable String assignee,
      boolean unassign,
      @Nullable Priority priority,
      @Nullable List<String> tags,
      @Nullable String note,
      @Nullable Long version) {}

  /**
   * A case that a person opens.
   *
   * @param alertId the alert it is about, or null
   */
  public static Change open(
      String id, Opening wanted, @Nullable String alertId, String by, Instant now) {
    String text = alertId == null ? "Opened" : "Opened from alert " + alertId;
    return opened(
        new Case(
            id,
            wanted.title(),
            wanted.description(),
            wanted.severity(),
            CaseStatus.OPEN,
            wanted.priority(),
            wanted.assignee(),
            wanted.tags(),
            wanted.metadata(),
            now,
            now,
            null,
            null,
            List.of(new Entry(now, by, text)),
            1),
        alertId);
  }

  /**
   * The case of a critical alert that was raised: the active one of the same condition, the last
   * one reopened, or a new one.
   *
   * @param latest the active case of the same condition, else its newest, or null
   */
  public static Change raised(@Nullable Case latest, Alert alert, String newId, Instant now) {
    Entry seen = new Entry(now, null, "Alert " + alert.id() + ": " + alert.message());
    if (latest != null && latest.status().active()) {
      return new Change(latest.noted(seen), null);
    }
    if (latest != null
        && latest.status() == CaseStatus.RESOLVED
        && latest.resolvedAt() != null
        && !now.isAfter(latest.resolvedAt().plus(REOPEN_WITHIN))) {
      return move(
          latest,
          CaseStatus.OPEN,
          null,
          "Reopened by alert " + alert.id() + ": " + alert.message(),
          now);
    }
    List<Entry> timeline = new ArrayList<>();
    timeline.add(new Entry(now, null, "Opened by alert " + alert.id() + ": " + alert.message()));
    if (latest != null) {
      timeline.add(new Entry(now, null, "The same happened before, see case " + latest.id()));
    }
    return opened(
        new Case(
            newId,
            alert.message().length() <= Case.MAX_TITLE
                ? alert.message()
                : alert.message().substring(0, Case.MAX_TITLE - 1) + "…",
            "Rule " + alert.rule() + " about " + alert.source() + ": " + alert.message(),
            alert.severity(),
            CaseStatus.OPEN,
            Priority.MEDIUM,
            null,
            List.of(alert.rule()),
            Map.of(),
            now,
            now,
            null,
            alert.fingerprint(),
            timeline,
            1),
        alert.id());
  }

  /**
   * An alert of the case ended. The case ends with its last alert if no person took it, and waits
   * for its person otherwise.
   *
   * @param openAlerts how many alerts of the case are still open
   */
  public static Change alertEnded(
      Case old, Alert alert, String resolution, long openAlerts, Instant now) {
    String text = "Alert " + alert.id() + " ended: " + resolution;
    if (old.status() == CaseStatus.OPEN
        && old.assignee() == null
        && old.group() != null
        && openAlerts == 0) {
      return move(
          old,
          CaseStatus.RESOLVED,
          null,
          text + " Resolved by itself: no person had taken it.",
          now);
    }
    return new Change(old.noted(new Entry(now, null, text)), null);
  }

  /** The condition of its last alert was accepted by a person, and so the case is done. */
  public static Change accepted(Case old, String by, Instant now) {
    return move(old, CaseStatus.RESOLVED, by, "Accepted: what is now is the new normal.", now);
  }

  /** An alert is linked to the case by a person. */
  public static Change linked(Case old, Alert alert, String by, Instant now) {
    return new Change(
        old.noted(new Entry(now, by, "Linked alert " + alert.id() + ": " + alert.message())),
        new CaseEvent.Changed(old.id(), by, now));
  }

  /** A person changes a case; one entry of the timeline says all of it. */
  public static Change edit(Case old, Edit edit, String by, Instant now) {
    if (edit.version() != null && edit.version() != old.version()) {
      throw FailureException.conflict(
          "case.version-stale",
          "Case "
              + old.id()
              + " has version "
              + old.version()
              + " by now. Read it again and repeat the change.");
    }
    List<String> done = new ArrayList<>();
    CaseStatus status = old.status();
    if (edit.status() != null && edit.status() != old.status()) {
      refuseMove(old, edit.status());
      status = edit.status();
      done.add("status " + old.status() + " → " + status);
    }
    String assignee =
        edit.unassign() ? null : edit.assignee() == null ? old.assignee() : edit.assignee();
    if (!Objects.equals(assignee, old.assignee())) {
      done.add(assignee == null ? "unassigned" : "assigned to " + assignee);
    }
    Priority priority = edit.priority() == null ? old.priority() : edit.priority();
    if (priority != old.priority()) {
      done.add("priority " + old.priority() + " → " + priority);
    }
    List<String> tags = edit.tags() == null ? old.tags() : edit.tags();
    if (!tags.equals(old.tags())) {
      done.add("tags " + String.join(", ", tags));
    }
    if (edit.note() != null) {
      done.add(edit.note());
    }
    if (done.isEmpty()) {
      return new Change(old, null);
    }
    Case moved = old.moved(status, new Entry(now, by, String.join("; ", done)));
    Case next =
        new Case(
            moved.id(),
            moved.title(),
            moved.description(),
            moved.severity(),
            status,
            priority,
            assignee,
            tags,
            moved.metadata(),
            moved.createdAt(),
            now,
            moved.resolvedAt(),
            moved.group(),
            moved.timeline(),
            moved.version());
    return new Change(
        next,
        status == old.status()
            ? new CaseEvent.Changed(old.id(), by, now)
            : statusChanged(old, next, by, now));
  }

  private static Change move(
      Case old, CaseStatus to, @Nullable String by, String text, Instant now) {
    refuseMove(old, to);
    Case next = old.moved(to, new Entry(now, by, text));
    return new Change(next, statusChanged(old, next, by, now));
  }

  private static void refuseMove(Case old, CaseStatus to) {
    Set<CaseStatus> allowed = MOVES.getOrDefault(old.status(), Set.of());
    if (!allowed.contains(to)) {
      throw FailureException.conflict(
          "case.move-refused",
          "Case "
              + old.id()
              + " is "
              + old.status()
              + " and cannot become "
              + to
              + "; it can become "
              + String.join(" or ", allowed.stream().map(CaseStatus::wire).sorted().toList())
              + ".");
    }
  }

  private static CaseEvent statusChanged(Case old, Case next, @Nullable String by, Instant now) {
    return new CaseEvent.StatusChanged(
        old.id(), old.status().wire(), next.status().wire(), by, now);
  }

  private static Change opened(Case opened, @Nullable String alertId) {
    return new Change(
        opened,
        new CaseEvent.Opened(
            opened.id(), opened.title(), opened.severity().wire(), alertId, opened.createdAt()));
  }
}
