package io.orchestratex.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files that lie beside the classes. */
final class Resources {

  private Resources() {}

  /** Paths, relative to {@code folder}, of the files in its sub-folders that end so. */
  static Set<String> under(String folder, String ending) {
    try {
      URL url =
          Objects.requireNonNull(
              Resources.class.getResource(folder), () -> "there is no " + folder);
      Path root = Path.of(url.toURI());
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .filter(Files::isRegularFile)
            .map(file -> root.relativize(file).toString().replace('\\', '/'))
            .filter(file -> file.contains("/") && file.endsWith(ending))
            .collect(Collectors.toSet());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
