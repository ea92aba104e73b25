package io.orchestratex.gateway.console.service.backup;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup policy, as backup-service shows it.
 *
 * @param targets null for all that are set up
 * @param state active, paused, or all_paused where all schedules are
 */
public record Policy(
    String name,
    @Nullable List<String> targets,
    String vault,
    @Nullable String cron,
    @Nullable Integer maxAgeMinutes,
    String zone,
    @Nullable Keep keep,
    String covers,
    String cleanup,
    @Nullable String verify,
    @Nullable String drill,
    List<CopiedTo> copies,
    @Nullable Boolean users,
    String state,
    List<OffsetDateTime> nextRuns,
    List<OffsetDateTime> nextCleanups,
    List<OffsetDateTime> nextChecks,
    List<OffsetDateTime> nextDrills,
    @Nullable LastCleanup lastCleanup,
    List<String> overdue,
    List<String> copiesOverdue,
    List<String> schedules,
    long version,
    String createdBy,
    Instant createdAt,
    Instant changedAt) {

  public Policy {
    targets = targets == null ? null : List.copyOf(targets);
    nextRuns = Backup.orEmpty(nextRuns);
    nextCleanups = Backup.orEmpty(nextCleanups);
    nextChecks = Backup.orEmpty(nextChecks);
    nextDrills = Backup.orEmpty(nextDrills);
    copies = Backup.orEmpty(copies);
    overdue = Backup.orEmpty(overdue);
    copiesOverdue = Backup.orEmpty(copiesOverdue);
    schedules = Backup.orEmpty(schedules);
  }

  /**
   * A further vault that its backups are copied to.
   *
   * @param when each, daily, weekly or monthly
   * @param only all or important
   * @param keep null where the policy's own rules are for the copies
   * @param problem why a copy is not there; null when none is wrong
   */
  public record CopiedTo(
      String vault,
      String when,
      String only,
      @Nullable Keep keep,
      long complete,
      long outstanding,
      @Nullable String problem) {}

  /** Which backups are kept; a rule that is null keeps none. */
  public record Keep(
      @Nullable Integer days,
      @Nullable Integer last,
      @Nullable Integer hourly,
      @Nullable Integer daily,
      @Nullable Integer weekly,
      @Nullable Integer monthly,
      @Nullable Integer yearly) {

    /** In words, such as {@code 30 daily, 13 weekly}. */
    public String words() {
      List<String> rules = new ArrayList<>();
      add(rules, days, days != null && days == 1 ? "day" : "days");
      if (last != null) {
        rules.add("the last " + last);
      }
      add(rules, hourly, "hourly");
      add(rules, daily, "daily");
      add(rules, weekly, "weekly");
      add(rules, monthly, "monthly");
      add(rules, yearly, "yearly");
      return rules.isEmpty() ? "everything" : String.join(", ", rules);
    }

    private static void add(List<String> rules, @Nullable Integer count, String name) {
      if (count != null) {
        rules.add(count + " " + name);
      }
    }
  }

  /** What came of its newest cleanup. */
  public record LastCleanup(
      String job,
      String state,
      List<String> removed,
      List<RemovedCopy> removedCopies,
      List<Spared> spared,
      long freedBytes,
      Instant createdAt,
      @Nullable Instant finishedAt,
      @Nullable String failure) {

    public LastCleanup {
      removed = Backup.orEmpty(removed);
      removedCopies = Backup.orEmpty(removedCopies);
      spared = Backup.orEmpty(spared);
    }
  }

  /** A backup that was removed from one vault, while another keeps it. */
  public record RemovedCopy(String backup, String vault) {}

  /** A backup that no rule keeps and that was not removed. */
  public record Spared(String backup, String reason) {}

  /** A policy that is ready to be chosen. */
  public record Preset(
      String name,
      String description,
      String cron,
      String zone,
      @Nullable Keep keep,
      String covers,
      String cleanup,
      @Nullable String verify,
      @Nullable String drill,
      List<OffsetDateTime> nextRuns,
      List<OffsetDateTime> nextCleanups,
      List<String> notYet) {

    public Preset {
      nextRuns = Backup.orEmpty(nextRuns);
      nextCleanups = Backup.orEmpty(nextCleanups);
      notYet = Backup.orEmpty(notYet);
    }
  }

  /** What a cleanup would do now. */
  public record Retention(
      String policy,
      Instant at,
      int removes,
      int keeps,
      long freedBytes,
      @Nullable String blocked,
      List<Line> items) {

    public Retention {
      items = Backup.orEmpty(items);
    }
  }

  /** One backup and what would become of it. */
  public record Line(
      String backup,
      @Nullable String vault,
      boolean copy,
      Instant takenAt,
      List<String> targets,
      String health,
      long storedBytes,
      boolean keeps,
      List<Reason> keptBy,
      @Nullable String goes) {

    public Line {
      targets = Backup.orEmpty(targets);
      keptBy = Backup.orEmpty(keptBy);
    }
  }

  /** Why a backup is kept. */
  public record Reason(String rule, String text) {}

  /** What keeps backups, in words. */
  public String keeps() {
    return keep == null ? "everything" : keep.words();
  }

  /** When its next backup is due; null where no clock says so, or it is paused. */
  public @Nullable Instant next() {
    return nextRuns.isEmpty() ? null : nextRuns.getFirst().toInstant();
  }
}
