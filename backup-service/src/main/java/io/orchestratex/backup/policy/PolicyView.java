package io.orchestratex.backup.policy;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.policy.CleanupDetails.RemovedCopy;
import io.orchestratex.backup.policy.CleanupDetails.Spared;
import io.orchestratex.kit.schedule.CronTimes;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy as the API shows it: what is backed up by itself, and which backups are kept.
 *
 * @param name name of the policy; its backups have it as their label
 * @param targets ids of the targets that it backs up; left out when it backs up all
 * @param vault name of the vault that its backups go to
 * @param cron when its backups are taken: minute, hour, day of month, month and day of week; left
 *     out when no clock says so
 * @param maxAgeMinutes its backups are taken so that the newest one of no target gets older than
 *     this; left out when a clock says when
 * @param zone time zone whose clock and calendar count
 * @param keep which backups are kept; without a rule, all of them
 * @param covers which backups the rules are for
 * @param cleanup when backups are removed
 * @param verify how often all of its backups are read back
 * @param drill how often the newest good backup is restored into a scratch server and compared
 * @param copies the further vaults that its backups are copied to, and how copies stand there
 * @param users whether accounts and roles of the servers are in them, of engines that can
 * @param state {@code active}; {@code paused}, the schedule of its backups is; {@code all_paused},
 *     all schedules of the service are
 * @param nextRuns the next five times of its backups, with the offset of its zone; empty while it
 *     is paused and where no clock says when
 * @param nextCleanups the next three times of its cleanups, with the offset of its zone; empty
 *     while they are paused and where nothing is ever removed
 * @param nextChecks the next three times that all of its backups are read back, with the offset of
 *     its zone; empty while that is paused and where it is never done
 * @param nextDrills the next three times of its drills, with the offset of its zone; empty while
 *     they are paused and where there are none
 * @param nextCopies the next three times that backups are copied, with the offset of its zone;
 *     empty while that is paused and where no clock says when
 * @param lastCleanup its newest cleanup; left out until the first one
 * @param copiesOverdue names of the vaults that miss copies for longer than is allowed
 * @param overdue ids of the targets whose newest good backup is older than the policy promises; for
 *     times of the clock, an hour after the last one
 * @param schedules ids of its schedules, which can be paused, resumed and run
 * @param version grows with each change
 * @param createdBy the user or machine that made it
 * @param createdAt when it was made
 * @param changedAt when it was changed last
 */
@Schema(name = "Policy")
record PolicyView(
    String name,
    @Nullable List<String> targets,
    String vault,
    @Nullable String cron,
    @Nullable Integer maxAgeMinutes,
    String zone,
    Keep keep,
    Covers covers,
    Cleanup cleanup,
    Often verify,
    Often drill,
    List<CopiedTo> copies,
    boolean users,
    @Schema(allowableValues = {"active", "paused", "all_paused"}) String state,
    List<OffsetDateTime> nextRuns,
    List<OffsetDateTime> nextCleanups,
    List<OffsetDateTime> nextChecks,
    List<OffsetDateTime> nextDrills,
    List<OffsetDateTime> nextCopies,
    @Nullable LastCleanup lastCleanup,
    List<String> overdue,
    List<String> copiesOverdue,
    List<String> schedules,
    long version,
    String createdBy,
    Instant createdAt,
    Instant changedAt) {

  private static final int RUNS = 5;
  private static final int CLEANUPS = 3;

  /**
   * What came of a cleanup.
   *
   * @param job id of its job
   * @param state {@code queued}, {@code marking}, {@code removing}, {@code succeeded}, {@code
   *     failed} or {@code cancelled}
   * @param removed ids of the backups that it removed
   * @param spared backups that no rule keeps and that something else kept
   * @param removedCopies backups that it removed from one vault while another keeps them
   * @param freedBytes bytes that were stored of what it removed; what other backups of the vault
   *     share with it stays
   * @param createdAt when it was ordered
   * @param finishedAt when it ended; left out until then
   * @param failure why it failed, for a person; left out when it did not
   */
  @Schema(name = "PolicyCleanup")
  record LastCleanup(
      String job,
      String state,
      List<String> removed,
      List<RemovedCopy> removedCopies,
      List<Spared> spared,
      long freedBytes,
      Instant createdAt,
      @Nullable Instant finishedAt,
      @Nullable String failure) {

    static LastCleanup of(JobRecord row) {
      Job job = row.job();
      CleanupDetails details = CleanupDetails.fromJson(row.details());
      return new LastCleanup(
          job.id(),
          job.state(),
          details.removed(),
          details.removedCopies(),
          details.spared(),
          details.freedBytes(),
          job.createdAt(),
          job.finishedAt(),
          job.failure());
    }
  }

  /**
   * A further vault, and how the copies stand that the policy wants there.
   *
   * @param vault name of the vault
   * @param when when backups are copied there
   * @param only which backups are
   * @param keep which copies are kept there; left out when the rules of the policy are for them
   * @param complete how many copies are there and complete
   * @param outstanding how many are waiting, being copied, or failed and tried again
   * @param problem why the oldest of these is not there, for a person; left out when none is wrong
   */
  @Schema(name = "PolicyCopyState")
  record CopiedTo(
      String vault,
      CopyTimes when,
      CopyOnly only,
      @Nullable Keep keep,
      long complete,
      long outstanding,
      @Nullable String problem) {}

  /**
   * What is known besides its definition.
   *
   * @param pauses which of its schedules are paused
   * @param cleanup its newest cleanup
   * @param overdue targets without a new enough backup
   * @param copiesOverdue vaults without all copies
   */
  record Known(
      Pauses pauses,
      Optional<JobRecord> cleanup,
      List<String> overdue,
      List<CopiedTo> copies,
      List<String> copiesOverdue) {}

  /** Which of its schedules are paused. */
  record Pauses(boolean all, List<String> schedules) {

    boolean has(String schedule) {
      return all || schedules.contains(schedule);
    }
  }

  static PolicyView of(Policy policy, Known known, Instant now) {
    PolicyDefinition definition = policy.definition();
    Pauses pauses = known.pauses();
    return new PolicyView(
        policy.name(),
        definition.targets(),
        definition.vault(),
        definition.cron(),
        definition.maxAgeMinutes(),
        definition.zone(),
        definition.keep(),
        definition.covers(),
        definition.cleanup(),
        definition.verify(),
        definition.drill(),
        known.copies(),
        definition.users(),
        pauses.schedules().contains(policy.backupSchedule())
            ? "paused"
            : pauses.all() ? "all_paused" : "active",
        pauses.has(policy.backupSchedule()) ? List.of() : next(definition.times(), now, RUNS),
        pauses.has(policy.cleanupSchedule())
            ? List.of()
            : next(definition.cleanups(), now, CLEANUPS),
        pauses.has(policy.verifySchedule()) ? List.of() : next(definition.checks(), now, CLEANUPS),
        pauses.has(policy.drillSchedule()) ? List.of() : next(definition.drills(), now, CLEANUPS),
        nextCopies(policy, pauses, now),
        known.cleanup().map(LastCleanup::of).orElse(null),
        known.overdue(),
        known.copiesOverdue(),
        scheduled(policy),
        policy.version(),
        policy.createdBy(),
        policy.createdAt(),
        policy.changedAt());
  }

  private static List<String> scheduled(Policy policy) {
    PolicyDefinition definition = policy.definition();
    Map<String, Optional<CronTimes>> times = new LinkedHashMap<>();
    times.put(policy.backupSchedule(), definition.times());
    times.put(policy.cleanupSchedule(), definition.cleanups());
    times.put(policy.verifySchedule(), definition.checks());
    times.put(policy.drillSchedule(), definition.drills());
    for (CopyTimes each : CopyTimes.values()) {
      times.put(policy.copySchedule(each), definition.copies(each));
    }
    return times.entrySet().stream()
        .filter(each -> each.getValue().isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<OffsetDateTime> nextCopies(Policy policy, Pauses pauses, Instant now) {
    return Arrays.stream(CopyTimes.values())
        .filter(each -> !pauses.has(policy.copySchedule(each)))
        .flatMap(each -> next(policy.definition().copies(each), now, CLEANUPS).stream())
        .sorted()
        .limit(CLEANUPS)
        .toList();
  }

  /** With the offset of the zone, which may change in between. */
  static List<OffsetDateTime> next(Optional<CronTimes> times, Instant now, int count) {
    return times
        .map(each ->
            each.after(now, count).stream()
                .map(at -> at.atZone(each.zone()).toOffsetDateTime())
                .toList())
        .orElse(List.of());
  }
}
