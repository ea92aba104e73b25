package io.orchestratex.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The tools of {@code e2e-tests/python-tools}, in a virtual environment of this checkout. Each run
 * writes what it says into a file of the folder it works in.
 */
final class PythonTools {

  private static final Duration INSTALL_WITHIN = Duration.ofMinutes(4);
  private static final Duration RUN_WITHIN = Duration.ofMinutes(3);
  private static final int SHOWN = 12_000;

  private final Path programs;
  private final Path folder;

  private PythonTools(Path programs, Path folder) {
    this.programs = programs;
    this.folder = folder;
  }

  /** Installs them, if they are not yet; a test that cannot have them is not run and says why. */
  static PythonTools in(Path folder) {
    Path root = Path.of(System.getProperty("ox.root", "..")).toAbsolutePath().normalize();
    Path log = folder.resolve("install.log");
    int installed =
        exitOf(
            List.of(root.resolve("e2e-tests/python-tools/prepare").toString()),
            folder,
            log,
            "",
            INSTALL_WITHIN);
    assumeTrue(
        installed == 0,
        () -> "not run: no Python 3.10 or later, or no package index to install from: " + end(log));
    return new PythonTools(root.resolve("target/python-tools/bin"), folder);
  }

  /**
   * Runs a tool, which must end well; gives what it said.
   *
   * @param input its standard input
   */
  String run(String name, String input, String... command) {
    List<String> line = new ArrayList<>(List.of(command));
    line.set(0, programs.resolve(command[0]).toString());
    Path log = folder.resolve(name + ".log");
    int exit = exitOf(line, folder, log, input, RUN_WITHIN);
    assertThat(exit).as(() -> name + " says, in " + log + ":\n" + end(log)).isZero();
    return read(log);
  }

  private static int exitOf(
      List<String> command, Path folder, Path log, String input, Duration limit) {
    try {
      Files.createDirectories(folder);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("PYTHONUNBUFFERED", "1");
      builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      Process process = builder.start();
      process.getOutputStream().write(input.getBytes(UTF_8));
      process.getOutputStream().close();
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(command + " did not end within " + limit + ":\n" + end(log));
      }
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String end(Path log) {
    String said = read(log);
    return said.substring(Math.max(0, said.length() - SHOWN));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
