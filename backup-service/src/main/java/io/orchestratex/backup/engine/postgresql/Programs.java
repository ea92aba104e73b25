package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.EngineException;
import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds a pg_dump and its pg_restore that are at least as new as the server. Of several the nearest
 * is taken: what a much newer one writes, an older server may not take back.
 */
@Singleton
final class Programs {

  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
  private static final List<Path> HOMES =
      List.of(
          Path.of("/usr/lib/postgresql"), Path.of("/usr/local/opt"), Path.of("/opt/homebrew/opt"));

  private final PostgresqlSettings settings;
  private final Map<Path, Integer> majors = new ConcurrentHashMap<>();

  Programs(PostgresqlSettings settings) {
    this.settings = settings;
  }

  /** The folder of programs that fit a server; the nearest version that is not older. */
  Path folderFor(int serverMajor) {
    List<Path> folders = folders();
    return folders.stream()
        .filter(folder -> majorOfFolder(folder) >= serverMajor)
        .min(Comparator.comparingInt(this::majorOfFolder))
        .orElseThrow(() ->
            new EngineException(
                "backup.pg-dump-missing",
                "%s; install postgresql-client-%d on this machine, or name the folder of its programs in orchestratex.backup.postgresql.programs."
                    .formatted(lacking(serverMajor, folders), serverMajor)));
  }

  private String lacking(int wanted, List<Path> folders) {
    String found =
        folders.stream()
            .filter(each -> majorOfFolder(each) > 0)
            .map(each -> "%d in %s".formatted(majorOfFolder(each), each))
            .distinct()
            .collect(Collectors.joining(", "));
    return found.isEmpty()
        ? "No pg_dump is found, and PostgreSQL %d needs one of version %d or newer (looked in %s)"
            .formatted(
                wanted, wanted, folders.isEmpty() ? "the usual places and the PATH" : folders)
        : "PostgreSQL %d is newer than every pg_dump at hand (%s)".formatted(wanted, found);
  }

  private List<Path> folders() {
    if (settings.programs() != null) {
      return Arrays.stream(settings.programs().split(File.pathSeparator, -1))
          .filter(each -> !each.isBlank())
          .map(Path::of)
          .toList();
    }
    List<Path> folders = usual();
    folders.removeIf(folder -> !Files.isExecutable(folder.resolve("pg_dump")));
    return folders;
  }

  /** Where distributions put programs, and the PATH. */
  static List<Path> usual() {
    List<Path> folders = new ArrayList<>();
    for (Path home : HOMES) {
      if (Files.isDirectory(home)) {
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(home)) {
          versions.forEach(version -> folders.add(version.resolve("bin")));
        } catch (IOException e) {
          // A folder that cannot be listed has no programs for us.
        }
      }
    }
    String path = System.getenv("PATH");
    if (path != null) {
      for (String each : path.split(File.pathSeparator, -1)) {
        folders.add(Path.of(each));
      }
    }
    return folders;
  }

  private int majorOfFolder(Path folder) {
    return majors.computeIfAbsent(folder, each -> majorOf(each.resolve("pg_dump")));
  }

  /** What a program of PostgreSQL says of itself; -1 when it does not. */
  static int majorOf(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(10, TimeUnit.SECONDS);
      Matcher matcher = VERSION.matcher(text);
      return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }
}
