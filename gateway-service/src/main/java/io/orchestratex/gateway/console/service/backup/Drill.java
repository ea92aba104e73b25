package io.orchestratex.gateway.console.service.backup;

import io.orchestratex.gateway.console.frame.Trend;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A drill, as backup-service shows it. */
public record Drill(
    String id,
    String backup,
    String state,
    @Nullable String result,
    List<String> waitsFor,
    List<String> targets,
    Backup.Progress progress,
    int attempt,
    List<PartOfDrill> parts,
    List<NotDrilled> leftOut,
    String requestedBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Long durationMs,
    @Nullable Long bytesPerSecond,
    @Nullable Trend trend,
    @Nullable String failure) {

  private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");

  public Drill {
    waitsFor = Backup.orEmpty(waitsFor);
    targets = Backup.orEmpty(targets);
    parts = Backup.orEmpty(parts);
    leftOut = Backup.orEmpty(leftOut);
  }

  /** What became of one target. */
  public record PartOfDrill(
      String target,
      String engine,
      String state,
      @Nullable String program,
      int objects,
      long records,
      long bytes,
      @Nullable Long durationMs,
      List<Unequal> unequal,
      List<String> deviations,
      int deviationCount,
      @Nullable String failure) {

    public PartOfDrill {
      unequal = Backup.orEmpty(unequal);
      deviations = Backup.orEmpty(deviations);
    }
  }

  /** A target that a drill of all leaves out, and why. */
  public record NotDrilled(String target, String engine, String reason) {}

  /** An object that is not as the backup says. */
  public record Unequal(String name, long expectedCount, @Nullable Long count) {}

  /** What a drill would do. */
  public record Plan(
      String backup,
      String vault,
      Instant takenAt,
      List<Planned> targets,
      List<NotDrilled> leftOut,
      String folder,
      long roomNeededBytes,
      long roomFreeBytes,
      @Nullable Long expectedMs,
      List<Obstacle> obstacles) {

    public Plan {
      targets = Backup.orEmpty(targets);
      leftOut = Backup.orEmpty(leftOut);
      obstacles = Backup.orEmpty(obstacles);
    }
  }

  /** A target of a plan. */
  public record Planned(
      String target,
      String engine,
      @Nullable String program,
      int objects,
      long records,
      long bytes,
      @Nullable Long expectedMs) {}

  /** What prevents a drill. */
  public record Obstacle(String code, String text) {}

  /** Whether nothing happens to it any more. */
  public boolean hasEnded() {
    return ENDED.contains(state);
  }
}
