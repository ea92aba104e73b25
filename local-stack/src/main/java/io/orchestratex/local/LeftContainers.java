package io.orchestratex.local;

import io.orchestratex.local.process.Commands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Removes the containers of the tests, by Docker's command line: the program that ends a run of
 * tests has none of their libraries.
 */
final class LeftContainers {

  /** The label that names the folder of the stack to which a container belongs. */
  static final String STACK = "io.orchestratex.test-stack";

  private LeftContainers() {}

  /** Removes what belongs to a stack, with its data. */
  static void remove(Path stack) {
    List<String> list =
        List.of("docker", "ps", "--all", "--quiet", "--filter", "label=" + STACK + "=" + stack);
    Commands.Result found = Commands.run(list, 30, TimeUnit.SECONDS);
    if (found.succeeded() && !found.output().isBlank()) {
      List<String> remove = new ArrayList<>(List.of("docker", "rm", "--force", "--volumes"));
      found.output().lines().map(String::strip).forEach(remove::add);
      Commands.run(remove, 60, TimeUnit.SECONDS);
    }
  }
}
