package io.orchestratex.backup.copy;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of a copy. It is wanted until it is there; what fails is tried again, with a pause that
 * grows, for ever, unless a person cancels it.
 *
 * <pre>
 *  waiting ──job──▶ copying ──▶ complete ──rule or person──▶ removed
 *    ▲                 │           │
 *    │◀──pause── failed ◀──fault───┘   (found damaged or missing: waiting)
 *    └───order again── cancelled ◀──person
 * </pre>
 */
public final class CopyRules {

  public static final String WAITING = "waiting";
  public static final String COPYING = "copying";
  public static final String COMPLETE = "complete";
  public static final String FAILED = "failed";
  public static final String CANCELLED = "cancelled";
  public static final String REMOVED = "removed";

  private static final int MOST_DOUBLINGS = 20;

  private CopyRules() {}

  /** Its state, in the words of the API. */
  public static String state(Copy copy) {
    return switch (copy.state()) {
      case COMPLETE -> COMPLETE;
      case REMOVED -> REMOVED;
      case WANTED -> wanted(copy.job());
    };
  }

  private static String wanted(@Nullable JobRecord job) {
    if (job == null) {
      return WAITING;
    }
    return switch (job.job().status()) {
      case RUNNING -> job.pausedFor() == null ? COPYING : WAITING;
      case CANCELLED -> CANCELLED;
      case FAILED, ROLLED_BACK, ROLLBACK_FAILED -> FAILED;
      case QUEUED, SUCCEEDED -> WAITING;
    };
  }

  /** Whether it is still to be made: wanted, and not cancelled by a person. */
  public static boolean isOutstanding(Copy copy) {
    return copy.state() == Copy.State.WANTED && !state(copy).equals(CANCELLED);
  }

  /** Why a copy is not there, for a person; null when nothing is wrong or it is there. */
  public static @Nullable String problem(Copy copy) {
    if (copy.isComplete()) {
      return null;
    }
    if (copy.reason() != null || copy.job() == null || copy.state() == Copy.State.REMOVED) {
      return copy.reason();
    }
    Job job = copy.job().job();
    return job.failure() == null ? copy.job().pausedFor() : job.failure();
  }

  /** When the next job is ordered to make it; empty while one is under way or none is wanted. */
  static Optional<Instant> due(Copy copy, Duration first, Duration longest) {
    if (!isOutstanding(copy)) {
      return Optional.empty();
    }
    JobRecord record = copy.job();
    if (record == null) {
      return Optional.of(copy.orderedAt());
    }
    Job job = record.job();
    if (!job.status().isFinal() || job.finishedAt() == null) {
      return Optional.empty();
    }
    return Optional.of(job.finishedAt().plus(pause(copy.tries(), first, longest)));
  }

  /** The pause after so many tries; it doubles with each. */
  static Duration pause(int tries, Duration first, Duration longest) {
    Duration pause = first.multipliedBy(1L << Math.clamp(tries - 1L, 0, MOST_DOUBLINGS));
    return pause.compareTo(longest) > 0 ? longest : pause;
  }

  /**
   * The vaults that a backup can be read from, the best one first: its own unless that is known to
   * be damaged, then complete copies, those that were read back last before the others.
   *
   * @param home the vault that it was taken into
   * @param homeIsDamaged whether its newest check failed there
   */
  public static List<String> readableFrom(String home, boolean homeIsDamaged, List<Copy> copies) {
    List<String> places =
        new ArrayList<>(
            copies.stream()
                .filter(Copy::isComplete)
                .filter(copy -> !copy.vault().equals(home))
                .sorted(
                    Comparator.comparing(
                            Copy::verifiedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .reversed()
                        .thenComparing(Copy::vault))
                .map(Copy::vault)
                .toList());
    places.add(homeIsDamaged ? places.size() : 0, home);
    return List.copyOf(places);
  }
}
