package io.orchestratex.local.part.redis;

import io.orchestratex.local.binary.Downloads;
import io.orchestratex.local.binary.MavenArtifact;
import io.orchestratex.local.binary.Program;
import io.orchestratex.local.binary.Sources;
import io.orchestratex.local.process.Commands;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds a redis-server of at least version 6 (ACL users): {@code OX_REDIS_SERVER}, the PATH, a kept
 * copy, the Maven artifact that carries one. The vendor offers no binary to download.
 */
final class RedisProgram extends Program {

  private static final MavenArtifact ARTIFACT =
      new MavenArtifact("com.github.codemonstur:embedded-redis:1.4.4");
  private static final String KEPT = "redis-server-6.2.6";

  private final Downloads downloads = new Downloads();
  private final Path root;

  /** Fetches by the Maven of a checkout. */
  RedisProgram(Path root) {
    super("redis-server");
    this.root = root;
  }

  @Override
  protected Sources lookIn(Sources sources, Consumer<String> progress) {
    return sources
        .or("OX_REDIS_SERVER", () -> Sources.configured("OX_REDIS_SERVER", path -> path))
        .or(
            "redis-server on the PATH",
            () -> Commands.find("redis-server").filter(RedisProgram::isNewEnough))
        .or(
            "kept copy",
            () -> Optional.of(program(downloads.kept(KEPT))).filter(Commands::isProgram))
        .orSlowly("fetching Redis 6.2 out of a Maven artifact", () -> Optional.of(fetch(progress)));
  }

  private static boolean isNewEnough(Path program) {
    return Sources.version(program)
        .map(text -> text.replaceAll("(?s).*v=(\\d+)\\..*", "$1"))
        .filter(digits -> digits.matches("\\d+") && Integer.parseInt(digits) >= 6)
        .isPresent();
  }

  private static Path program(Path kept) {
    return kept.resolve("redis-server");
  }

  private Path fetch(Consumer<String> progress) throws IOException {
    String system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    String arch = "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64";
    return program(
        downloads.get(
            KEPT,
            progress,
            fresh -> {
              Path jar = ARTIFACT.copyTo(fresh.resolve("jar"), root);
              Downloads.unzipProgram(jar, system + "-" + arch, program(fresh));
              StackFolder.delete(fresh.resolve("jar"));
              Sources.proven(program(fresh));
            }));
  }
}
