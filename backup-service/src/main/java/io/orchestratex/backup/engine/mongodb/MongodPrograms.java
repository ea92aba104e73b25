package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ScratchRestore;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a mongod that is at least as new as the server that a backup is of. */
final class MongodPrograms {

  private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+)");
  private static final List<Path> HOMES =
      List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"), Path.of("/opt/homebrew/bin"));

  private final MongodbSettings settings;
  private final Map<Path, Version> versions = new ConcurrentHashMap<>();

  MongodPrograms(MongodbSettings settings) {
    this.settings = settings;
  }

  /** A program's version. */
  record Version(int major, int minor) implements Comparable<Version> {

    /** The first version in a text; 0.0 when there is none. */
    static Version in(String text) {
      Matcher matcher = VERSION.matcher(text);
      return matcher.find()
          ? new Version(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
          : new Version(0, 0);
    }

    @Override
    public int compareTo(Version other) {
      return Comparator.comparingInt(Version::major)
          .thenComparingInt(Version::minor)
          .compare(this, other);
    }

    @Override
    public String toString() {
      return major + "." + minor;
    }
  }

  /** A mongod and its version. */
  record Found(Path program, Version version) {
    @Override
    public String toString() {
      return "mongod " + version + " (" + program + ")";
    }
  }

  /** The nearest version that is not older. */
  Found fitFor(String serverVersion) {
    Version wanted = Version.in(serverVersion);
    List<Found> all =
        programs().stream()
            .map(program ->
                new Found(program, versions.computeIfAbsent(program, MongodPrograms::ask)))
            .toList();
    return all.stream()
        .filter(each -> each.version().compareTo(wanted) >= 0)
        .min(Comparator.comparing(Found::version))
        .orElseThrow(() ->
            new EngineException(
                ScratchRestore.NO_PROGRAM,
                "No mongod of version %s or newer is at hand (found: %s), so no scratch server can be started; install MongoDB %s on this machine, or set orchestratex.backup.mongodb.programs to the folder of its mongod."
                    .formatted(wanted, all.isEmpty() ? "none" : all, wanted)));
  }

  private List<Path> programs() {
    if (settings.programs() != null) {
      Path program = Path.of(settings.programs()).resolve("mongod");
      return Files.isExecutable(program) ? List.of(program) : List.of();
    }
    List<Path> folders = new ArrayList<>(HOMES);
    String path = System.getenv("PATH");
    if (path != null) {
      for (String each : path.split(File.pathSeparator, -1)) {
        folders.add(Path.of(each));
      }
    }
    return folders.stream()
        .map(folder -> folder.resolve("mongod"))
        .filter(Files::isExecutable)
        .distinct()
        .toList();
  }

  private static Version ask(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(10, TimeUnit.SECONDS);
      return Version.in(text);
    } catch (IOException e) {
      return new Version(0, 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Version(0, 0);
    }
  }
}
