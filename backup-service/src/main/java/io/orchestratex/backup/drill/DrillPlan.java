package io.orchestratex.backup.drill;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a drill would do.
 *
 * @param backup id of the backup that it would restore
 * @param vault name of the vault that it is read from
 * @param takenAt when that was ordered
 * @param targets what it would restore, one after the other
 * @param leftOut targets of the backup that cannot be drilled, where all were meant
 * @param folder where the scratch servers would have their data
 * @param roomNeededBytes how much room the largest of them needs, about
 * @param roomFreeBytes how much there is
 * @param expectedMs milliseconds that it will take, as the last drills of its targets did; absent
 *     where one has none
 * @param obstacles what prevents it as things are and what to do, a sentence each; empty when
 *     nothing does
 */
record DrillPlan(
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

  DrillPlan {
    targets = List.copyOf(targets);
    leftOut = List.copyOf(leftOut);
    obstacles = List.copyOf(obstacles);
  }

  /**
   * A target of a drill.
   *
   * @param target id of the target
   * @param engine its engine
   * @param program the program that would be the scratch server; absent where none is at hand
   * @param objects collections or tables that would be compared
   * @param records documents or rows in them
   * @param bytes their size in the engine's dump format
   * @param expectedMs milliseconds that it will take, as its last drill did; absent without one
   */
  record Planned(
      String target,
      String engine,
      @Nullable String program,
      int objects,
      long records,
      long bytes,
      @Nullable Long expectedMs) {}

  /**
   * What prevents a drill.
   *
   * @param code stable, such as {@code drill.no-program}
   * @param text what is in the way and what to do
   */
  record Obstacle(String code, String text) {}
}
