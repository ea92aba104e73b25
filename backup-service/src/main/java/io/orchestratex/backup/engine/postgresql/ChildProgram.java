package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A pg_dump or pg_restore at work; it is killed when the work must stop. */
final class ChildProgram implements AutoCloseable {

  private static final int KEPT_OF_ERRORS = 4_000;

  private final String name;
  private final Process process;
  private final ProgressMonitor monitor;
  private final ProgressMonitor.Registration stop;
  private final StringBuilder errors = new StringBuilder();
  private final Thread reader;

  ChildProgram(
      String name, List<String> command, Map<String, String> environment, ProgressMonitor monitor) {
    this.name = name;
    this.monitor = monitor;
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
    try (InputStream in = process.getErrorStream()) {
      byte[] buffer = new byte[1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        synchronized (errors) {
          if (errors.length() < KEPT_OF_ERRORS) {
            errors.append(new String(buffer, 0, read, UTF_8));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InputStream output() {
    return process.getInputStream();
  }

  OutputStream input() {
    return process.getOutputStream();
  }

  /** Waits for its end; a program that does not end well is a failure that says what it said. */
  void requireSuccess() {
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
    if (process.exitValue() != 0) {
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
        "backup.program-failed",
        name + " failed: " + (said.isEmpty() ? "exit code " + process.exitValue() : said));
  }

  @Override
  public void close() {
    stop.close();
    process.destroyForcibly();
  }
}
