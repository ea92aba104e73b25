package io.orchestratex.local.part;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something to back up that only those stacks have which were asked for it: {@code ox up --with
 * NAME}. Its folder holds all that is about it, as an engine's does.
 */
public interface Sample {

  /**
   * A sample that a stack can have.
   *
   * @param name as {@code --with} takes it
   * @param text what it is, for a person: the end of a sentence
   * @param maker makes it for a stack
   */
  record Kind(String name, String text, Function<StackContext, Sample> maker) {}

  /** Has its stack have it from the next start on; a person's data in it stays. */
  void add(Progress progress);

  /** Whether its stack was asked for it. */
  boolean isAdded();

  /** Its process; empty where it is a file. */
  default Optional<Part> part() {
    return Optional.empty();
  }

  /**
   * Variables by which services know it, each for the service whose name it has; none before its
   * ports are chosen. Asked only where it was added.
   */
  Map<String, String> variables();

  /** What this machine has and lacks for it; looks without changing anything. */
  default List<Finding> findings() {
    return List.of();
  }

  /** Names and values by which its tools learn where and as whom to connect. Holds passwords. */
  default Map<String, String> toolEnvironment() {
    return Map.of();
  }

  /** One ready command line per tool, using the variables of {@link #toolEnvironment()}. */
  default Map<String, String> toolCommands() {
    return Map.of();
  }
}
