package io.orchestratex.backup.repository;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of the packs of a repository. A pack of which no backup needs a chunk is
 * marked, which keeps new backups from referring to it, and removed at a later run:
 *
 * <pre>
 *  kept ──nothing of it is needed──> marked ──grace over, no attempt began before that──> removed
 *   ^                                  │
 *   └─────a chunk of it is needed──────┘
 * </pre>
 *
 * <p>Why a backup that runs loses nothing: it announces itself before it reads the marks, and
 * refers to no pack that is marked. If it refers to one that is marked later, it began before the
 * end of the grace; until its note is gone the pack stays, and when it is gone, its manifest says
 * what it needs. Attempts are listed before manifests are read, so one of the two is always seen.
 */
final class CollectRules {

  private CollectRules() {}

  /**
   * A pack.
   *
   * @param bytes its whole length
   * @param markedAt since when it is marked; null when it is not
   */
  record PackFacts(String name, long bytes, List<ChunkEntry> chunks, @Nullable Instant markedAt) {
    PackFacts {
      chunks = List.copyOf(chunks);
    }

    long chunkBytes() {
      return chunks.stream().mapToLong(ChunkEntry::storedBytes).sum();
    }
  }

  /** How much is done, and when. */
  record Limits(Duration grace, int repackBelowPercent, int smallBytes, int mostSmall) {}

  /** What is done with packs, by their names. */
  record Plan(List<String> mark, List<String> unmark, List<String> remove, List<String> repack) {}

  /**
   * Decides.
   *
   * @param packs in the order of their names, without those of attempts that run
   * @param needed whether a backup needs a chunk
   * @param oldestAttempt when the oldest attempt that runs began
   */
  static Plan decide(
      List<PackFacts> packs,
      Predicate<ChunkId> needed,
      Optional<Instant> oldestAttempt,
      Instant now,
      Limits limits) {
    Plan plan =
        new Plan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    ChunkSet kept = new ChunkSet();
    List<String> small = new ArrayList<>();
    for (PackFacts pack : packs) {
      if (pack.markedAt() == null) {
        long live = takeOver(pack, needed, kept);
        if (live == 0) {
          plan.mark().add(pack.name());
        } else if (live * 100 < pack.chunkBytes() * limits.repackBelowPercent()) {
          plan.repack().add(pack.name());
        } else if (pack.bytes() < limits.smallBytes()) {
          small.add(pack.name());
        }
      }
    }
    if (small.size() > limits.mostSmall()) {
      plan.repack().addAll(small);
    }
    for (PackFacts pack : packs) {
      Instant markedAt = pack.markedAt();
      if (markedAt != null) {
        Instant settled = markedAt.plus(limits.grace());
        if (takeOver(pack, needed, kept) > 0) {
          plan.unmark().add(pack.name());
        } else if (!now.isBefore(settled)
            && oldestAttempt.map(began -> began.isAfter(settled)).orElse(true)) {
          plan.remove().add(pack.name());
        }
      }
    }
    return plan;
  }

  /** Counts the bytes of chunks that are needed and that no pack before this one has. */
  private static long takeOver(PackFacts pack, Predicate<ChunkId> needed, ChunkSet kept) {
    long bytes = 0;
    for (ChunkEntry chunk : pack.chunks()) {
      if (needed.test(chunk.id()) && !kept.contains(chunk.id())) {
        kept.add(chunk.id());
        bytes += chunk.storedBytes();
      }
    }
    return bytes;
  }
}
