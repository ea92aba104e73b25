package io.orchestratex.cli.stack;

import io.orchestratex.cli.Ox;
import io.orchestratex.local.LocalStack;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.Trained;
import io.orchestratex.local.process.ClassCache;
import io.orchestratex.local.process.JavaProgram;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The program that makes the class caches of everything that {@code ox up} starts and of the
 * command line itself: after a build whose libraries are not those of the caches, it starts a stack
 * of its own once and stops it again.
 */
public final class Training {

  private static final String SESSION = "session";

  private Training() {}

  /** Takes the checkout. */
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
    if (arguments.length > 1) {
      startAndStop(root);
      return;
    }
    Map<JavaProgram, ClassCache> missing = missing(root);
    if (!missing.isEmpty()) {
      long begin = System.nanoTime();
      System.err.println("    learning what the programs load, once for these libraries");
      record(root);
      make(missing);
      System.err.printf("    learnt in %d s%n", (System.nanoTime() - begin) / 1_000_000_000);
    }
    writeStartOfOx(root);
  }

  private static Map<JavaProgram, ClassCache> missing(Path root) throws URISyntaxException {
    Map<JavaProgram, ClassCache> all = new LinkedHashMap<>();
    for (Trained part : LocalStack.forTraining(root).trained()) {
      all.put(part.program(), part.cache());
    }
    all.put(ox(root), cacheOfOx(root));
    boolean lacking = all.entrySet().stream().anyMatch(e -> e.getKey().lacks(e.getValue()));
    return lacking ? all : Map.of();
  }

  /** The command line as {@code ox} runs it; its training is to start the stack. */
  private static JavaProgram ox(Path root) throws URISyntaxException {
    Path jar = Path.of(Training.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path lib = root.resolve("cli").resolve("target").resolve("lib");
    return JavaProgram.of(jar, lib, Training.class.getName())
        .flags("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .arguments(root.toString(), SESSION);
  }

  private static ClassCache cacheOfOx(Path root) {
    return new ClassCache(root.resolve("cli").resolve("target").resolve("aot"));
  }

  private static void record(Path root) throws Exception {
    Path log = Files.createDirectories(root.resolve("target")).resolve("training.log");
    int exit =
        new ProcessBuilder(ox(root).trainingCommand(cacheOfOx(root)))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    StackFolder.delete(root.resolve("target").resolve("training"));
    if (exit != 0) {
      System.err.println("    it failed, and starts stay slower; log: " + log);
    }
  }

  /** What is recorded: the command line's own work at a start, and its help. */
  private static void startAndStop(Path root) {
    LocalStack stack = LocalStack.forTraining(root);
    try {
      stack.up((part, step, message) -> System.out.println(part + " " + step + " " + message));
      Ox.commandLine()
          .usage(new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    } finally {
      stack.down(Progress.SILENT);
    }
  }

  /** As many at a time as there are processors. */
  private static void make(Map<JavaProgram, ClassCache> caches) throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    try (ExecutorService threads = Executors.newFixedThreadPool(Math.min(processors, 4))) {
      List<Future<Boolean>> all = new ArrayList<>();
      caches.forEach((program, cache) -> all.add(threads.submit(() -> program.make(cache))));
      for (Future<Boolean> each : all) {
        each.get();
      }
    }
  }

  /** The JVM's arguments by which {@code ox} starts with its cache. */
  private static void writeStartOfOx(Path root) throws IOException, URISyntaxException {
    Path file = root.resolve("cli").resolve("target").resolve("aot").resolve("start.args");
    List<String> lines =
        ox(root).cachedFlags(cacheOfOx(root)).stream()
            .map(each -> '"' + each.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .toList();
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }
}
