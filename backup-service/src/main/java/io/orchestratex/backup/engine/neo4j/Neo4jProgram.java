package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ScratchRestore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The jars of a Neo4j that reads what a server has held.
 *
 * @param libraries the folder of its jars
 * @param version such as {@code 2026.08.1}
 */
record Neo4jProgram(Path libraries, String version) {

  private static final Pattern KERNEL = Pattern.compile("neo4j-kernel-(\\d+(\\.\\d+)+)\\.jar");

  /**
   * Finds it.
   *
   * @param folder of an installation, or of the jars themselves
   * @param serverVersion that it must not be older than
   * @throws EngineException {@link ScratchRestore#NO_PROGRAM}
   */
  static Neo4jProgram in(Path folder, String serverVersion) {
    Path jars = folder.resolve("lib");
    Path libraries = Files.isDirectory(jars) ? jars : folder;
    String version = version(libraries);
    if (compare(version, serverVersion) < 0) {
      throw missing(
          "%s has Neo4j %s, and the backup was taken of %s"
              .formatted(folder, version.isEmpty() ? "none" : version, serverVersion));
    }
    return new Neo4jProgram(libraries, version);
  }

  private static String version(Path libraries) {
    try (DirectoryStream<Path> kernels =
        Files.newDirectoryStream(libraries, "neo4j-kernel-*.jar")) {
      for (Path each : kernels) {
        Matcher name = KERNEL.matcher(each.getFileName().toString());
        if (name.matches()) {
          return name.group(1);
        }
      }
      return "";
    } catch (IOException e) {
      throw missing(libraries + " cannot be read");
    }
  }

  private static EngineException missing(String what) {
    return new EngineException(
        ScratchRestore.NO_PROGRAM,
        "No scratch server of Neo4j can be started: %s. Set %s to the folder of a Neo4j that is not"
                .formatted(what, Neo4jSettings.PROGRAMS)
            + " older.");
  }

  /** By the numbers in front; what is no number ends them. */
  static int compare(String one, String other) {
    return Arrays.compare(numbers(one), numbers(other));
  }

  private static int[] numbers(String version) {
    return Pattern.compile("\\d+")
        .matcher(version.split("[^0-9.]", 2)[0])
        .results()
        .mapToInt(each -> Integer.parseInt(each.group()))
        .toArray();
  }

  @Override
  public String toString() {
    return "Neo4j " + version + " (" + libraries + ")";
  }
}
