package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A pg_dump, pg_restore or psql at work; it is killed when the work must stop. */
final class ChildProgram implements AutoCloseable {

  private static final int KEPT_OF_ERRORS = 4_000;
  private static final int KEPT_OF_LINE = 4_000;
  private static final List<String> FAULTS = List.of("error: ", "fatal: ", "detail: ", "hint: ");

  /** What libpq says of a server that went away or is not up yet. */
  private static final Pattern AWAY =
      Pattern.compile(
          "server closed the connection|terminating connection|no connection to the server"
              + "|could not (receive data from|send data to|connect to) server"
              + "|connection to server .* failed: (Connection refused|FATAL: +the database system)"
              + "|the database system is ");

  private final String name;
  private final Process process;
  private final ProgressMonitor monitor;
  private final ProgressMonitor.Registration stop;
  private final StringBuilder errors = new StringBuilder();
  private final Consumer<String> lines;
  private final Thread reader;
  private boolean inStatement;

  ChildProgram(
      String name, List<String> command, Map<String, String> environment, ProgressMonitor monitor) {
    this(name, command, environment, monitor, _ -> {});
  }

  /**
   * @param lines takes each line that it prints to its standard error, cut where it is very long
   */
  ChildProgram(
      String name,
      List<String> command,
      Map<String, String> environment,
      ProgressMonitor monitor,
      Consumer<String> lines) {
    this.name = name;
    this.monitor = monitor;
    this.lines = lines;
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(key -> key.startsWith("PG"));
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new EngineException(
          "backup.program-failed", name + " cannot be started: " + e.getMessage(), e);
    }
    stop = monitor.onStop(process::destroyForcibly);
    reader = Thread.ofVirtual().start(this::readErrors);
  }

  private void readErrors() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (InputStream in = process.getErrorStream()) {
      byte[] buffer = new byte[1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n') {
            take(line.toString(UTF_8));
            line.reset();
          } else if (line.size() < KEPT_OF_LINE) {
            line.write(buffer[i]);
          }
        }
      }
      if (line.size() > 0) {
        take(line.toString(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(String line) {
    lines.accept(line);
    // A statement that failed may hold a password; it ends where the program itself speaks again.
    inStatement = line.startsWith("Command was:") || (inStatement && !line.startsWith(name + ": "));
    // With --verbose a program says what it does, too.
    boolean progress =
        line.startsWith(name + ": ")
            && FAULTS.stream().noneMatch(each -> line.startsWith(name + ": " + each));
    synchronized (errors) {
      if (!inStatement && !progress && errors.length() < KEPT_OF_ERRORS) {
        errors.append(line).append('\n');
      }
    }
  }

  InputStream output() {
    return process.getInputStream();
  }

  OutputStream input() {
    return process.getOutputStream();
  }

  /** Waits for its end; answers its exit code. */
  int end() {
    try {
      // pg_restore builds its indexes after its input has ended, which takes as long as it takes.
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        monitor.checkpoint();
      }
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("backup.program-failed", name + " was interrupted", e);
    }
    monitor.checkpoint();
    return process.exitValue();
  }

  /** Waits for its end; a program that does not end well is a failure that says what it said. */
  void requireSuccess() {
    if (end() != 0) {
      throw failure();
    }
  }

  /** What it has said so far, as a failure. */
  EngineException failure() {
    String said;
    synchronized (errors) {
      said = errors.toString().strip();
    }
    return new EngineException(
        AWAY.matcher(said).find() ? EngineException.UNREACHABLE : "backup.program-failed",
        name + " failed: " + (said.isEmpty() ? "exit code " + process.exitValue() : said));
  }

  @Override
  public void close() {
    stop.close();
    process.destroyForcibly();
  }
}
