package io.orchestratex.gateway.console.service.backup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a restore would do.
 *
 * @param vault the vault that it is read from
 * @param token confirms exactly this plan, for 15 minutes
 */
public record RestorePlan(
    String backup,
    String vault,
    Instant takenAt,
    List<PlannedTarget> targets,
    Instant dataLostSince,
    long estimatedSeconds,
    List<String> warnings,
    List<String> obstacles,
    String token) {

  public RestorePlan {
    targets = Backup.orEmpty(targets);
    warnings = Backup.orEmpty(warnings);
    obstacles = Backup.orEmpty(obstacles);
  }

  /** What happens on a target. */
  public record PlannedTarget(
      String target,
      String engine,
      String way,
      @Nullable String sourceTarget,
      @Nullable String serverVersion,
      @Nullable Long neededBytes,
      @Nullable Long freeBytes,
      List<PlannedObject> objects,
      List<LeftOut> leftOut) {

    public PlannedTarget {
      objects = Backup.orEmpty(objects);
      leftOut = Backup.orEmpty(leftOut);
    }

    /** To how many objects something happens. */
    public long count(String action) {
      return objects.stream().filter(each -> each.action().equals(action)).count();
    }
  }

  /**
   * What happens to a collection or table.
   *
   * @param action replace, create, merge, keep, drop or skip
   */
  public record PlannedObject(
      String name,
      @Nullable Long currentCount,
      @Nullable Long backupCount,
      String action,
      @Nullable Long expiresAfterSeconds,
      @Nullable String reason) {}

  /** What the backup does not hold, and so does not come back. */
  public record LeftOut(String kind, String name, String reason, boolean failed) {}

  /** To how many objects something happens, on all targets. */
  public long count(String action) {
    return targets.stream().mapToLong(target -> target.count(action)).sum();
  }

  /** Whether it would replace or remove anything. */
  public boolean replaces() {
    return count("replace") + count("drop") + count("merge") > 0;
  }

  /** Whether it would change anything. */
  public boolean changes() {
    return count("replace") + count("create") + count("merge") > 0;
  }
}
