package io.orchestratex.backup.policy;

import io.orchestratex.backup.job.JobDetails;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a cleanup's job keeps beside its state, so that the next attempt goes on after a kill.
 *
 * @param marked what is going to be removed; null until it is decided
 * @param removed ids of what is gone
 * @param removedCopies what is gone from one vault while another keeps it
 * @param spared what was marked and is kept after all
 */
record CleanupDetails(
    String policy,
    @Nullable List<Marked> marked,
    List<String> removed,
    List<RemovedCopy> removedCopies,
    List<Spared> spared,
    long freedBytes) {

  CleanupDetails {
    marked = marked == null ? null : List.copyOf(marked);
    removed = List.copyOf(removed);
    removedCopies = removedCopies == null ? List.of() : List.copyOf(removedCopies);
    spared = List.copyOf(spared);
  }

  /** A backup that goes. */
  record Marked(
      String backup,
      String vault,
      List<String> targets,
      Instant takenAt,
      long bytes,
      String reason) {
    Marked {
      targets = List.copyOf(targets);
    }
  }

  /**
   * A backup that no rule keeps and that was not removed.
   *
   * @param backup id of the backup
   * @param vault name of the vault that keeps it; left out by cleanups of earlier versions
   * @param reason what keeps it now, for a person
   */
  @Schema(name = "CleanupSpared")
  record Spared(String backup, @Nullable String vault, String reason) {}

  /**
   * A backup that was removed from one vault.
   *
   * @param backup id of the backup
   * @param vault name of the vault
   */
  @Schema(name = "CleanupRemovedCopy")
  record RemovedCopy(String backup, String vault) {}

  static CleanupDetails of(String policy) {
    return new CleanupDetails(policy, null, List.of(), List.of(), List.of(), 0);
  }

  CleanupDetails withMarked(List<Marked> all) {
    return new CleanupDetails(policy, all, removed, removedCopies, spared, freedBytes);
  }

  CleanupDetails withRemoved(Marked gone) {
    List<String> ids = new ArrayList<>(removed);
    ids.add(gone.backup());
    return new CleanupDetails(
        policy, marked, ids, removedCopies, spared, freedBytes + gone.bytes());
  }

  CleanupDetails withRemovedCopy(Marked gone) {
    List<RemovedCopy> all = new ArrayList<>(removedCopies);
    all.add(new RemovedCopy(gone.backup(), gone.vault()));
    return new CleanupDetails(policy, marked, removed, all, spared, freedBytes + gone.bytes());
  }

  CleanupDetails withSpared(String backup, String vault, String reason) {
    List<Spared> all = new ArrayList<>(spared);
    all.add(new Spared(backup, vault, reason));
    return new CleanupDetails(policy, marked, removed, removedCopies, all, freedBytes);
  }

  /** Whether a backup that was marked has been dealt with. */
  boolean isDone(Marked each) {
    return removed.contains(each.backup())
        || removedCopies.contains(new RemovedCopy(each.backup(), each.vault()))
        || spared.stream()
            .anyMatch(one ->
                one.backup().equals(each.backup())
                    && (one.vault() == null || one.vault().equals(each.vault())));
  }

  String toJson() {
    return JobDetails.write(this);
  }

  static CleanupDetails fromJson(String json) {
    return JobDetails.read(json, CleanupDetails.class);
  }
}
