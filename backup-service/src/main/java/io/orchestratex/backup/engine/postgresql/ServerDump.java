package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Dumps the databases of a server, one after the other. One that cannot be dumped is named and does
 * not keep the others from being taken.
 */
final class ServerDump {

  /** Concern the server or us, and not the one database. */
  private static final Set<String> OF_ALL =
      Set.of("backup.target-login-refused", "backup.target-uri-invalid", "backup.pg-dump-missing");

  private static final int ANSWER_SECONDS = 5;

  private final Connection connection;
  private final DatabaseDump dump;
  private final ProgressMonitor monitor;
  private final List<DumpedFile> files = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  /**
   * @param connection to the server, to ask whether it still answers
   */
  ServerDump(Connection connection, DatabaseDump dump, ProgressMonitor monitor) {
    this.connection = connection;
    this.dump = dump;
    this.monitor = monitor;
  }

  void write(List<String> databases, DumpTarget target) throws IOException, SQLException {
    EngineException first = null;
    for (String database : databases) {
      monitor.checkpoint();
      try {
        if (isThere(database)) {
          DatabaseDump.Dumped dumped = dump.write(database, target);
          files.add(dumped.file());
          leftOut.addAll(dumped.leftOut());
        }
      } catch (EngineException e) {
        monitor.checkpoint();
        if (e.isPassing() || OF_ALL.contains(e.code()) || !connection.isValid(ANSWER_SECONDS)) {
          throw e; // The next attempt may find the server again.
        }
        if (isThere(database)) {
          first = first == null ? e : first;
          leftOut.add(LeftOut.failed("database", database, String.valueOf(e.getMessage())));
        }
      }
    }
    if (files.isEmpty() && first != null) {
      throw first; // A backup of nothing is none.
    }
  }

  /** Dropped since we asked for the list, otherwise. */
  private boolean isThere(String database) throws SQLException {
    return DatabaseRenames.oid(connection, database) != null;
  }

  /** Roles that must be there before any of it can be restored. */
  Set<String> roles() {
    Set<String> roles = new TreeSet<>();
    files.forEach(file -> roles.addAll(Requirements.of(file.attributes()).roles()));
    return roles;
  }

  List<DumpedFile> files() {
    return files;
  }

  /** What of the databases is not in their files. */
  List<LeftOut> leftOut() {
    return leftOut;
  }
}
