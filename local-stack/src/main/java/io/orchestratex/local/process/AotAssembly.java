package io.orchestratex.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the caches that recorded runs have asked for, one after the other. A process of its own, at
 * the lowest priority, that nobody waits for.
 */
public final class AotAssembly {

  private static final String LOG = "assembly.log";

  private AotAssembly() {}

  /** Begins in the background when there is something to make. */
  public static void begin(Path folder) {
    if (records(folder).isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>();
    Commands.find("nice").ifPresent(nice -> command.addAll(List.of("" + nice, "-n", "19")));
    command.addAll(
        JavaProgram.of(System.getProperty("java.class.path"), AotAssembly.class.getName())
            .flags("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
            .arguments(folder.toString())
            .command());
    try {
      new ProcessBuilder(PartProcess.detached(command))
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve(LOG).toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), e);
    }
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    for (Path record : records(Path.of(arguments[0]))) {
      assemble(record);
    }
  }

  private static void assemble(Path record) throws IOException, InterruptedException {
    Path order = AotCache.sibling(record, AotCache.ORDER);
    Path taken = AotCache.sibling(record, AotCache.ASSEMBLING);
    Path cache = AotCache.sibling(record, AotCache.CACHE);
    Path fresh = AotCache.sibling(record, AotCache.FRESH);
    Path log = cache.resolveSibling(LOG);
    Files.move(record, taken, StandardCopyOption.ATOMIC_MOVE);
    try {
      int exit =
          new ProcessBuilder(Files.readAllLines(order))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start()
              .waitFor();
      if (exit == 0) {
        Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      Files.deleteIfExists(fresh);
      Files.deleteIfExists(order);
      Files.deleteIfExists(taken);
    }
  }

  private static List<Path> records(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(AotCache.RECORD) && AotCache.isWritten(file))
          .filter(file -> Files.exists(AotCache.sibling(file, AotCache.ORDER)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
  }
}
