package io.orchestratex.local.part.postgresql;

import io.orchestratex.local.binary.Sources;
import io.orchestratex.local.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pg_dump that backup-service will find. A server out of a Maven package brings none, and one
 * that is older than the server refuses to dump it.
 */
public final class PgDump {

  /** Names backup-service the folder of pg_dump and pg_restore; it then looks nowhere else. */
  public static final String VARIABLE = "ORCHESTRATEX_BACKUP_POSTGRESQL_PROGRAMS";

  private static final String SERVER_VARIABLE = "OX_POSTGRES_BIN";
  private static final List<Path> HOMES =
      List.of(
          Path.of("/usr/lib/postgresql"), Path.of("/usr/local/opt"), Path.of("/opt/homebrew/opt"));

  private PgDump() {}

  /**
   * The newest one.
   *
   * @param major its version, such as 15
   */
  public record Found(Path program, int major) {}

  /** The folder {@code OX_POSTGRES_BIN}, when it holds the programs besides the server. */
  public static Optional<Path> besideConfiguredServer() {
    return named(SERVER_VARIABLE).filter(bin -> Commands.isProgram(bin.resolve("pg_dump")));
  }

  /** The newest one at the places where backup-service looks. */
  public static Optional<Found> newest() {
    return newestIn(
        named(VARIABLE).or(PgDump::besideConfiguredServer).map(List::of).orElseGet(PgDump::usual));
  }

  /** What a person has to know before the first backup; empty when all is well. */
  public static Optional<String> complaint(Optional<Found> found, int serverMajor) {
    if (found.isEmpty()) {
      return Optional.of("there is no pg_dump, so PostgreSQL cannot be backed up");
    }
    return found
        .filter(dump -> dump.major() < serverMajor)
        .map(dump ->
            "pg_dump %d (%s) is older than PostgreSQL %d, which cannot be backed up"
                .formatted(dump.major(), dump.program(), serverMajor));
  }

  /** What to do about a complaint. */
  public static String advice(int serverMajor) {
    return "install postgresql-client-"
        + serverMajor
        + ", or set "
        + VARIABLE
        + " to a folder with pg_dump and pg_restore";
  }

  static Optional<Found> newestIn(List<Path> folders) {
    return folders.stream()
        .map(folder -> folder.resolve("pg_dump"))
        .filter(Commands::isProgram)
        .distinct()
        .map(program -> new Found(program, major(program)))
        .max(java.util.Comparator.comparingInt(Found::major));
  }

  private static Optional<Path> named(String variable) {
    return Optional.ofNullable(System.getenv(variable))
        .filter(value -> !value.isBlank())
        .map(value -> Path.of(value).toAbsolutePath());
  }

  private static List<Path> usual() {
    List<Path> folders = new ArrayList<>();
    for (Path home : HOMES) {
      if (Files.isDirectory(home)) {
        try (Stream<Path> versions = Files.list(home)) {
          versions.map(version -> version.resolve("bin")).forEach(folders::add);
        } catch (IOException e) {
          // A folder that cannot be listed has no programs for us.
        }
      }
    }
    Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .forEach(folders::add);
    return folders;
  }

  private static int major(Path program) {
    return Sources.version(program)
        .map(text -> text.replaceAll("(?s).*\\(PostgreSQL\\) (\\d+).*", "$1"))
        .filter(digits -> digits.matches("\\d+"))
        .map(Integer::valueOf)
        .orElse(0);
  }
}
