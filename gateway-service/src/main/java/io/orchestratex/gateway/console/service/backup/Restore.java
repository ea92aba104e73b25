package io.orchestratex.gateway.console.service.backup;

import io.orchestratex.gateway.console.frame.Trend;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A restore, as backup-service shows it. */
public record Restore(
    String id,
    String backup,
    String state,
    List<String> waitsFor,
    List<String> targets,
    List<String> databases,
    List<String> collections,
    @Nullable Boolean users,
    @Nullable String sourceTarget,
    Map<String, String> as,
    Backup.Progress progress,
    int attempt,
    @Nullable String safetyBackup,
    List<Step> steps,
    @Nullable Report report,
    String requestedBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Long durationMs,
    @Nullable Long bytesPerSecond,
    @Nullable Trend trend,
    @Nullable String failure) {

  private static final Set<String> ENDED =
      Set.of("succeeded", "failed", "cancelled", "rolled_back", "rollback_failed");

  public Restore {
    waitsFor = Backup.orEmpty(waitsFor);
    targets = Backup.orEmpty(targets);
    databases = Backup.orEmpty(databases);
    collections = Backup.orEmpty(collections);
    steps = Backup.orEmpty(steps);
    as = as == null ? Map.of() : Map.copyOf(as);
  }

  /** What a database or collection of the backup is called where it was restored. */
  public String nameOf(String name) {
    String own = as.get(name);
    int dot = name.indexOf('.');
    if (own != null || dot < 0) {
      return own == null ? name : own;
    }
    String database = as.get(name.substring(0, dot));
    return database == null ? name : database + name.substring(dot);
  }

  /** Whether it was restored elsewhere than where it was taken. */
  public boolean isElsewhere() {
    return sourceTarget != null || !as.isEmpty();
  }

  /** Where it was restored, for a person. */
  public String place() {
    List<String> phrases = new ArrayList<>();
    if (sourceTarget != null) {
      phrases.add("what was taken of " + sourceTarget);
    }
    new TreeMap<>(as).forEach((from, to) -> phrases.add(from + " as " + to));
    return String.join(", ", phrases);
  }

  /** A step of it, in the order in which they began. */
  public record Step(
      String name,
      String state,
      Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable String detail) {

    /** How long it took; null while it runs. */
    public @Nullable Duration took() {
      return finishedAt == null ? null : Duration.between(startedAt, finishedAt);
    }
  }

  /** What was compared with the backup. */
  public record Report(List<Compared> objects, List<Deviation> deviations, boolean equal) {

    public Report {
      objects = Backup.orEmpty(objects);
      deviations = Backup.orEmpty(deviations);
    }

    /** How many objects are not as in the backup. */
    public long unequal() {
      return objects.stream().filter(each -> !each.equal()).count();
    }
  }

  /** A collection or table: what the backup says, and what was read back. */
  public record Compared(
      @Nullable String target,
      String name,
      long expectedCount,
      @Nullable Long count,
      boolean equal) {}

  /** What is not as in the backup, besides records. */
  public record Deviation(String target, String kind, String name, String reason) {}

  /** Whether nothing happens to it any more. */
  public boolean hasEnded() {
    return ENDED.contains(state);
  }

  /** Whether it is putting things in place or back, which cannot be cancelled. */
  public boolean isMoving() {
    return state.equals("swapping") || state.equals("rolling_back");
  }

  public boolean hasSucceeded() {
    return state.equals("succeeded");
  }
}
