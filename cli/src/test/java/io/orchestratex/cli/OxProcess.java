package io.orchestratex.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.local.process.HeededInterrupts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code ox} as a program of its own, for what only a program has: streams, signals, an exit code.
 */
final class OxProcess implements AutoCloseable {

  private final Process process;
  private final Path err;

  private OxProcess(Process process, Path err) {
    this.process = process;
    this.err = err;
  }

  /** The words of a command line that starts it. */
  static List<String> command(Path root, String... arguments) {
    List<String> command = new ArrayList<>(HeededInterrupts.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-XX:+UseSerialGC", "-Dox.root=" + root));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ox.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts it with what is kept of a user in a folder. */
  static OxProcess start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return new OxProcess(process, err);
  }

  BufferedReader out() {
    return process.inputReader(UTF_8);
  }

  /** As Ctrl-C does. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /** How it ended; within a minute, or the test fails. */
  int exit() throws InterruptedException {
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      throw new AssertionError("ox has not ended within a minute");
    }
    return process.exitValue();
  }

  String err() throws IOException {
    return Files.readString(err, UTF_8);
  }

  /** Waits until it has written a text to its error stream; within a minute, or the test fails. */
  void awaitErr(String text) throws IOException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!err().contains(text)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("ox has not said \"" + text + "\" within a minute, but: " + err());
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
