package io.orchestratex.bench.up;

import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder that looks like the checkout, by links to its modules, and has a stack of its own: what
 * {@code ox up} does can be measured without touching the developer's own stack.
 */
final class LinkedCheckout {

  private LinkedCheckout() {}

  /** Makes the folder new, without data. */
  static Path fresh(Path root, Path folder) {
    StackFolder.delete(folder.resolve(".orchestratex"));
    try {
      Files.createDirectories(folder);
      try (Stream<Path> modules = Files.list(root)) {
        for (Path module : modules.filter(LinkedCheckout::isNeeded).toList()) {
          Path link = folder.resolve(module.getFileName());
          Files.deleteIfExists(link);
          Files.createSymbolicLink(link, module);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot link the checkout into " + folder, e);
    }
  }

  private static boolean isNeeded(Path module) {
    String name = module.getFileName().toString();
    return name.endsWith("-service")
        || name.equals("local-stack")
        || name.equals("mvnw")
        || name.equals(".mvn");
  }
}
