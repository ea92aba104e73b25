package io.orchestratex.local.part.neo4j;

import io.orchestratex.local.binary.Downloads;
import io.orchestratex.local.binary.MavenArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds the jars of Neo4j Community: {@code OX_NEO4J_LIB}, a kept copy, or Maven. They run in a
 * process of their own and are on no class path of ours; their licence is the GPL, version 3.
 */
final class Neo4jProgram {

  static final String VERSION = "2026.08.1";
  static final String VARIABLE = "OX_NEO4J_LIB";

  private static final MavenArtifact ARTIFACT = new MavenArtifact("org.neo4j:neo4j:" + VERSION);
  private static final String KEPT = "neo4j-" + VERSION;

  private final Path root;

  /** Fetches by the Maven of a checkout. */
  Neo4jProgram(Path root) {
    this.root = root;
  }

  /** The folder of the jars, where one is on this machine. */
  static Optional<Path> atHand() {
    String configured = System.getenv().getOrDefault(VARIABLE, "");
    Path lib =
        configured.isBlank() ? new Downloads().kept(KEPT).resolve("lib") : Path.of(configured);
    return Optional.of(lib).filter(Files::isDirectory);
  }

  /** The folder of the jars, fetched where there is none. */
  Path find(Consumer<String> progress) throws IOException {
    Optional<Path> found = atHand();
    if (found.isPresent()) {
      return found.get();
    }
    progress.accept("fetching Neo4j Community " + VERSION + " by Maven (170 MB)");
    return new Downloads()
        .get(KEPT, progress, fresh -> ARTIFACT.copyWithDependenciesTo(fresh.resolve("lib"), root))
        .resolve("lib");
  }
}
