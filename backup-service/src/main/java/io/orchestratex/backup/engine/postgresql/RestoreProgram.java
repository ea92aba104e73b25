package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs pg_restore over chosen entries of an archive. What fails does not stop the others. */
final class RestoreProgram {

  private final PgServer server;
  private final Path programs;
  private final String database;
  private final String options;
  private final ProgressMonitor monitor;

  /**
   * @param options settings of its session, in the words of {@code PGOPTIONS}
   */
  RestoreProgram(
      PgServer server, Path programs, String database, String options, ProgressMonitor monitor) {
    this.server = server;
    this.programs = programs;
    this.database = database;
    this.options = options;
    this.monitor = monitor;
  }

  /**
   * Carries out entries.
   *
   * @param searchPath where names without a schema are looked for, as in {@code SET search_path};
   *     empty: nowhere, which is what an archive says
   * @param data the blocks that follow the contents; null when no entry has data
   * @return ids of the entries that failed, with the server's reason
   */
  Map<Integer, String> run(
      ArchiveContents contents,
      List<ArchiveEntry> chosen,
      String searchPath,
      @Nullable InputStream data)
      throws IOException {
    if (chosen.isEmpty()) {
      return Map.of();
    }
    List<ArchiveEntry> entries = new ArrayList<>();
    for (ArchiveEntry each : contents.entries()) {
      if (each.isFrame()) {
        entries.add(
            each.is("SEARCHPATH") && !searchPath.isEmpty()
                ? path(contents, each, searchPath)
                : each);
      }
    }
    entries.addAll(chosen);
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("pg_restore").toString());
    command.addAll(List.of("--format=custom", "--verbose"));
    command.addAll(server.options(database));
    Map<String, String> environment = server.environment();
    environment.put("PGOPTIONS", server.sessionOptions() + " " + options);
    ItemFailures failures = new ItemFailures();
    try (ChildProgram restore =
        new ChildProgram("pg_restore", command, environment, monitor, failures)) {
      feed(contents, entries, data, restore);
      if (restore.end() != 0) {
        EngineException failure = restore.failure();
        boolean explained = !failures.byEntry().isEmpty() || !failures.hasOthers();
        if (failure.isPassing() || !explained || !failures.reachedTheEnd()) {
          throw failure;
        }
      }
    }
    return failures.byEntry();
  }

  private static ArchiveEntry path(ArchiveContents contents, ArchiveEntry entry, String path) {
    return entry.defined(
        contents.encoded(
            "SELECT pg_catalog.set_config('search_path', "
                + PgServer.literal(path)
                + ", false);\n"));
  }

  private void feed(
      ArchiveContents contents,
      List<ArchiveEntry> entries,
      @Nullable InputStream data,
      ChildProgram restore)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    OutputStream out = restore.input();
    boolean open = taken(() -> contents.write(out, entries));
    while (open && data != null) {
      int read = data.read(buffer); // A damaged artifact shows here and is not pg_restore's fault.
      if (read < 0) {
        break;
      }
      open = taken(() -> out.write(buffer, 0, read));
      monitor.processed(read);
      monitor.checkpoint();
    }
    taken(out::close);
  }

  @FunctionalInterface
  private interface Sending {
    void send() throws IOException;
  }

  /**
   * Whether the program takes what it is given. It ends early when it has all that it was asked
   * for, or cannot go on: its exit code says which.
   */
  private boolean taken(Sending sending) {
    try {
      sending.send();
      return true;
    } catch (IOException e) {
      monitor.checkpoint();
      return false;
    }
  }
}
