package io.orchestratex.backup.restore;

import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a restore would do.
 *
 * @param backup id of the backup that is restored, also where the request says {@code latest}
 * @param vault name of the vault that it is read from, unless that one cannot be read by then;
 *     where the request names one, only from there
 * @param takenAt when that backup was ordered
 * @param targets what happens on each target; targets that nothing is planned for are absent
 * @param dataLostSince what was written after this moment goes, in what is replaced
 * @param estimatedSeconds a rough estimate of how long the restore takes, in seconds
 * @param warnings what a person should know before the restore is confirmed, a sentence each
 * @param obstacles what prevents the restore as things are, a sentence each; while there is one, it
 *     cannot be confirmed
 * @param token confirms exactly this plan, for 15 minutes
 */
record RestorePlan(
    String backup,
    String vault,
    Instant takenAt,
    List<PlannedTarget> targets,
    Instant dataLostSince,
    long estimatedSeconds,
    List<String> warnings,
    List<String> obstacles,
    String token) {

  RestorePlan {
    targets = List.copyOf(targets);
    warnings = List.copyOf(warnings);
    obstacles = List.copyOf(obstacles);
  }

  /**
   * One target's part.
   *
   * @param target id of the target
   * @param engine its engine, such as {@code mongodb} or {@code postgresql}
   * @param way how it is restored. {@code renamed}: everything is loaded under temporary names,
   *     compared, and then renamed; {@code swapped}: loaded into an empty database, which changes
   *     places with the live one; {@code file swap}: the same with files; {@code in place}: loaded
   *     into what is live and compared afterwards
   * @param sourceTarget the target of the backup that it was taken of, where it is restored into
   *     another one; absent where it is restored into that target
   * @param serverVersion version of the server that it is restored into
   * @param neededBytes about how many bytes are loaded before anything is removed
   * @param freeBytes bytes that are free on the disk of the server; absent where the server does
   *     not say
   * @param objects what happens to each collection or table, by the names that they get
   * @param leftOut what the backup does not hold of it, and so the restore does not bring back
   */
  record PlannedTarget(
      String target,
      String engine,
      @Schema(allowableValues = {"renamed", "swapped", "file swap", "in place"}) String way,
      @Nullable String sourceTarget,
      String serverVersion,
      long neededBytes,
      @Nullable Long freeBytes,
      List<PlannedObject> objects,
      List<LeftOut> leftOut) {
    PlannedTarget {
      objects = List.copyOf(objects);
      leftOut = List.copyOf(leftOut);
    }
  }

  /** Per target, the objects that will hold what the backup holds. */
  Map<String, List<String>> restored() {
    Map<String, List<String>> restored = new LinkedHashMap<>();
    targets.forEach(each -> restored.put(each.target(), RestoreRules.restored(each.objects())));
    restored.values().removeIf(List::isEmpty);
    return restored;
  }

  /** Names of the objects that would not be what they are now. */
  List<String> changed() {
    return changed(targets);
  }

  static List<String> changed(List<PlannedTarget> targets) {
    return targets.stream()
        .flatMap(target -> target.objects().stream())
        .filter(object -> object.action() != Action.KEEP && object.action() != Action.SKIP)
        .map(PlannedObject::name)
        .toList();
  }

  /** Whether accounts or roles of a server change. */
  boolean changesUsers() {
    return targets.stream()
        .flatMap(target -> target.objects().stream())
        .anyMatch(object -> object.action() == Action.MERGE);
  }

  List<String> targetIds() {
    return targets.stream().map(PlannedTarget::target).toList();
  }
}
