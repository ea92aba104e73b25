package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Has pg_restore write a dump as the SQL that psql loads into an empty database, while the dump is
 * read. Nothing connects to a server.
 */
final class SqlScript {

  private static final int BUFFER = 1 << 16;

  private final Path programs;
  private final ProgressMonitor monitor;

  SqlScript(Path programs, ProgressMonitor monitor) {
    this.programs = programs;
    this.monitor = monitor;
  }

  /** Reads the dump to its end, also when pg_restore has seen enough of it. */
  void write(InputStream dump, OutputStream script) throws IOException {
    List<String> command =
        List.of(programs.resolve("pg_restore").toString(), "--format=custom", "--file=-");
    try (ChildProgram restore = new ChildProgram("pg_restore", command, Map.of(), monitor)) {
      CompletableFuture<Void> fed = new CompletableFuture<>();
      Thread.ofVirtual().name("pg_restore-input").start(() -> feed(dump, restore, fed));
      restore.output().transferTo(script);
      fed.join();
      restore.requireSuccess();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException damage) {
        throw damage;
      }
      throw e;
    }
  }

  private void feed(InputStream dump, ChildProgram restore, CompletableFuture<Void> fed) {
    byte[] buffer = new byte[BUFFER];
    boolean taken = true;
    try (OutputStream in = restore.input()) {
      for (int read = dump.read(buffer); read >= 0; read = dump.read(buffer)) {
        monitor.processed(read);
        monitor.checkpoint();
        if (taken) {
          taken = write(in, buffer, read);
        }
      }
      fed.complete(null);
    } catch (IOException | RuntimeException e) {
      fed.completeExceptionally(e);
    }
  }

  /** Whether it takes more; its exit code says why it does not. */
  private static boolean write(OutputStream in, byte[] buffer, int length) {
    try {
      in.write(buffer, 0, length);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
