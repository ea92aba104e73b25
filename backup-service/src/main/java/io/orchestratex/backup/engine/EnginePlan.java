package io.orchestratex.backup.engine;

import java.util.List;

/**
 * What a restore would do to one target.
 *
 * @param warnings what a person must know before, each a sentence
 * @param obstacles what makes the restore impossible as things are, each a sentence that says what
 *     to do; while there is one, the restore is refused
 * @param existing which of the databases that it is about exist now
 */
public record EnginePlan(
    List<PlannedObject> objects,
    List<String> warnings,
    List<String> obstacles,
    List<String> existing) {
  public EnginePlan {
    objects = List.copyOf(objects);
    existing = List.copyOf(existing);
    warnings = List.copyOf(warnings);
    obstacles = List.copyOf(obstacles);
  }
}
