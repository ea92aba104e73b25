package io.orchestratex.bench.backup;

import io.orchestratex.bench.stack.ChildProcesses;
import io.orchestratex.local.TestEngines;
import io.orchestratex.local.process.Commands;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the engine's own tools do: a dump through {@code zstd -1} into a file that is synced, and
 * back. Both sides thus compress equally.
 *
 * @param dump shell text that writes {@code $FILE}
 * @param restore shell text that reads it
 */
record StockTool(
    String name, Path file, Map<String, String> environment, String dump, String restore) {

  private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s");

  /**
   * How long it took.
   *
   * @param processorSeconds of the tools themselves, not of the engine
   */
  record Took(double seconds, double processorSeconds, long bytes) {}

  /** mongodump and mongorestore, if at hand in this folder or on the PATH. */
  static Optional<StockTool> mongodb(TestEngines.Mongo mongo, Path folder, Optional<Path> tools) {
    Optional<Path> dump = program("mongodump", tools);
    Optional<Path> restore = program("mongorestore", tools);
    if (dump.isEmpty() || restore.isEmpty() || Commands.find("zstd").isEmpty()) {
      return Optional.empty();
    }
    // In a file, since command lines can be read by every account.
    Path configuration = folder.resolve("mongo-tools.yaml");
    StackFolder.writePrivately(configuration, "uri: \"" + mongo.rootUri() + "\"\n");
    Path file = folder.resolve("mongodump.zst");
    return Optional.of(
        new StockTool(
            "mongodump | zstd -1",
            file,
            Map.of("CONFIG", configuration.toString(), "FILE", file.toString()),
            "%s --quiet --config=\"$CONFIG\" --db=%s --archive | zstd -q -1 -f -o \"$FILE\" && sync \"$FILE\""
                .formatted(dump.get(), Filling.DATABASE),
            "zstd -q -d -c \"$FILE\" | %s --quiet --config=\"$CONFIG\" --drop --nsInclude='%s.*' --archive"
                .formatted(restore.get(), Filling.DATABASE)));
  }

  /** pg_dump in three ways; the first one's file is what pg_restore restores. */
  static List<StockTool> postgresql(TestEngines.Postgres postgres, Path folder) {
    if (Commands.find("pg_dump").isEmpty()
        || Commands.find("pg_restore").isEmpty()
        || Commands.find("zstd").isEmpty()) {
      return List.of();
    }
    String zstd = "pg_dump -Fc -Z0 %s | zstd -q -1 -f -o \"$FILE\" && sync \"$FILE\"";
    String restore =
        "dropdb -f --if-exists %1$s && createdb %1$s && zstd -q -d -c \"$FILE\" | pg_restore -j1 -d %1$s";
    String parallel = "rm -rf \"$FILE\" && pg_dump -Fd -j2 -Z1 -f \"$FILE\" %s && sync \"$FILE\"/*";
    String custom = "pg_dump -Fc -f \"$FILE\" %s && sync \"$FILE\"";
    return List.of(
        of(postgres, "pg_dump -Fc -Z0 | zstd -1", folder.resolve("pg_dump.zst"), zstd, restore),
        of(postgres, "pg_dump -Fd -j2 -Z1", folder.resolve("pg_dump.folder"), parallel, ""),
        of(postgres, "pg_dump -Fc", folder.resolve("pg_dump.dump"), custom, ""));
  }

  private static StockTool of(
      TestEngines.Postgres postgres, String name, Path file, String dump, String restore) {
    URI server = URI.create(postgres.jdbcUrl().substring("jdbc:".length()));
    return new StockTool(
        name,
        file,
        Map.of(
            "PGHOST", server.getHost(),
            "PGPORT", Integer.toString(server.getPort()),
            "PGUSER", postgres.user(),
            "PGPASSWORD", postgres.password(),
            "FILE", file.toString()),
        dump.formatted(Filling.DATABASE),
        restore.formatted(Filling.DATABASE));
  }

  private static Optional<Path> program(String name, Optional<Path> folder) {
    return folder
        .map(each -> each.resolve(name))
        .filter(Commands::isProgram)
        .or(() -> Commands.find(name));
  }

  Took back() {
    return run(dump);
  }

  Took forth() {
    return run(restore);
  }

  /** Runs shell text with bash; {@code times} then prints what its children used. */
  private Took run(String text) {
    List<String> command = new ArrayList<>(List.of("bash", "-c"));
    command.add("set -eo pipefail; " + text + "; times");
    long begin = System.nanoTime();
    Commands.Result result = ChildProcesses.run(command, environment, 30, TimeUnit.MINUTES);
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (!result.succeeded()) {
      throw new IllegalStateException(name + " failed: " + result.output());
    }
    try {
      return new Took(seconds, processorSeconds(result.output()), size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sums up both lines of {@code times}: the shell's own and its children's. */
  static double processorSeconds(String output) {
    double seconds = 0;
    Matcher line = TIMES.matcher(output);
    while (line.find()) {
      for (int group = 1; group <= 4; group += 2) {
        seconds +=
            Integer.parseInt(line.group(group)) * 60 + Double.parseDouble(line.group(group + 1));
      }
    }
    return seconds;
  }

  private long size() throws IOException {
    try (Stream<Path> files = Files.walk(file)) {
      return files.filter(Files::isRegularFile).mapToLong(each -> each.toFile().length()).sum();
    }
  }

  void deleteFile() {
    try (Stream<Path> files = Files.exists(file) ? Files.walk(file) : Stream.of()) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
