package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Counts and hashes the rows of tables as COPY writes them, by psql: what it prints is read in
 * pieces, while the driver would hold each row as a whole, which may have a gigabyte.
 */
final class LoadedTables {

  private final PgServer server;
  private final Path programs;
  private final ProgressMonitor monitor;

  LoadedTables(PgServer server, Path programs, ProgressMonitor monitor) {
    this.server = server;
    this.programs = programs;
    this.monitor = monitor;
  }

  /**
   * Reads all of them.
   *
   * @param statements by the name that a fact gets, the COPY that writes the table
   * @param encoding in which the dump has them
   * @param options settings of the session, in the words of {@code PGOPTIONS}
   */
  List<ObjectFact> measured(
      String database, Map<String, String> statements, String encoding, String options)
      throws IOException {
    if (statements.isEmpty()) {
      return List.of();
    }
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("psql").toString());
    command.addAll(List.of("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"));
    command.addAll(server.options(database));
    Map<String, String> environment = server.environment();
    environment.put("PGCLIENTENCODING", encoding);
    environment.put("PGOPTIONS", server.sessionOptions() + " " + options + " -c search_path=");
    try (ChildProgram psql = new ChildProgram("psql", command, environment, monitor)) {
      Thread writer = Thread.ofVirtual().start(() -> write(psql.input(), statements, encoding));
      try {
        List<ObjectFact> facts = read(psql, statements);
        psql.requireSuccess();
        return facts;
      } finally {
        psql.close();
        writer.interrupt();
      }
    }
  }

  /** After each table a line that no row can be, which is also how a dump ends one. */
  private static void write(OutputStream to, Map<String, String> statements, String encoding) {
    try (OutputStream out = to) {
      for (String statement : statements.values()) {
        out.write((statement + ";\n\\echo '\\\\.'\n").getBytes(ArchiveContents.charset(encoding)));
      }
    } catch (IOException e) {
      // psql has ended, and says why.
    }
  }

  private List<ObjectFact> read(ChildProgram psql, Map<String, String> statements)
      throws IOException {
    List<ObjectFact> facts = new ArrayList<>();
    InputStream in = psql.output();
    byte[] buffer = new byte[1 << 16];
    int from = 0;
    int to = 0;
    for (String name : statements.keySet()) {
      monitor.detail(name);
      CopyRows rows = new CopyRows();
      while (!rows.ended()) {
        if (from == to) {
          from = 0;
          to = Math.max(0, in.read(buffer));
          monitor.processed(to);
          monitor.checkpoint();
          if (to == 0) {
            psql.requireSuccess();
            throw new EOFException("psql ended before the end of " + name);
          }
        }
        from = rows.add(buffer, from, to);
      }
      facts.add(rows.hash().fact(name));
    }
    return facts;
  }
}
