package io.orchestratex.backup.engine.redis;

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

/** Finds a redis-server or valkey-server that reads what a server has written. */
final class RedisPrograms {

  private static final List<Path> HOMES =
      List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"), Path.of("/opt/homebrew/bin"));
  private static final List<String> NAMES = List.of("redis-server", "valkey-server");

  private final RedisSettings settings;
  private final Map<Path, ServerVersion> versions = new ConcurrentHashMap<>();

  RedisPrograms(RedisSettings settings) {
    this.settings = settings;
  }

  /** A server's program and its version. */
  record Found(Path program, ServerVersion version) {
    @Override
    public String toString() {
      return version + " (" + program + ")";
    }
  }

  /** The nearest version of the same kind that is not older. */
  Found fitFor(String serverVersion) {
    ServerVersion wanted = ServerVersion.in(serverVersion);
    List<Found> all =
        programs().stream()
            .map(program ->
                new Found(program, versions.computeIfAbsent(program, RedisPrograms::ask)))
            .toList();
    return all.stream()
        .filter(each -> each.version().valkey() == wanted.valkey())
        .filter(each -> each.version().compareTo(wanted) >= 0)
        .min(Comparator.comparing(Found::version))
        .orElseThrow(() ->
            new EngineException(
                ScratchRestore.NO_PROGRAM,
                "No server program of %s or newer is at hand (found: %s), so no scratch server can be started; install it on this machine, or set orchestratex.backup.redis.programs to its folder."
                    .formatted(wanted, all.isEmpty() ? "none" : all)));
  }

  private List<Path> programs() {
    List<Path> folders = new ArrayList<>();
    if (settings.programs() != null) {
      folders.add(Path.of(settings.programs()));
    } else {
      folders.addAll(HOMES);
      String path = System.getenv("PATH");
      if (path != null) {
        for (String each : path.split(File.pathSeparator, -1)) {
          folders.add(Path.of(each));
        }
      }
    }
    return folders.stream()
        .flatMap(folder -> NAMES.stream().map(folder::resolve))
        .filter(Files::isExecutable)
        .distinct()
        .toList();
  }

  private static ServerVersion ask(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(10, TimeUnit.SECONDS);
      return ServerVersion.in(text);
    } catch (IOException e) {
      return new ServerVersion(false, 0, 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ServerVersion(false, 0, 0);
    }
  }
}
