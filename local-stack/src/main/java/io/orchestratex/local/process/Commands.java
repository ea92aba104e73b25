package io.orchestratex.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Short-lived helper programs, and where programs are. */
public final class Commands {

  private static final List<String> USUAL_FOLDERS =
      List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/opt/homebrew/bin");

  private Commands() {}

  /** What a program answered; standard output and error together. */
  public record Result(int exit, String output) {

    public boolean succeeded() {
      return exit == 0;
    }
  }

  /** Runs a program; one that cannot be started or takes too long has exit code -1. */
  public static Result run(List<String> command, long limit, TimeUnit unit) {
    return run(command, Map.of(), limit, unit);
  }

  /** Runs a program with additional environment variables. */
  public static Result run(
      List<String> command, Map<String, String> environment, long limit, TimeUnit unit) {
    return run(command, environment, limit, unit, _ -> {});
  }

  /**
   * Runs a program that may be long at work.
   *
   * @param started is given the process when it has been started
   */
  public static Result run(
      List<String> command,
      Map<String, String> environment,
      long limit,
      TimeUnit unit,
      Consumer<Process> started) {
    @Nullable Path output = null;
    try {
      output = Files.createTempFile("orchestratex", ".out");
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(output.toFile()).redirectInput(Path.of("/dev/null").toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      started.accept(process);
      boolean ended = process.waitFor(limit, unit);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      return ended
          ? new Result(process.exitValue(), text)
          : new Result(
              -1, text + "\n" + command.getFirst() + " took more than " + limit + " " + unit);
    } catch (IOException e) {
      return new Result(-1, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result(-1, "interrupted");
    } finally {
      deleteQuietly(output);
    }
  }

  private static void deleteQuietly(@Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // It lies in the temporary folder; the system clears it.
      }
    }
  }

  /** A program on the PATH or in a usual folder. */
  public static Optional<Path> find(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(path.split(":", -1)), USUAL_FOLDERS.stream())
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Commands::isProgram)
        .findFirst();
  }

  /** Whether a file can be run. */
  public static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
