package io.orchestratex.backup.engine.sqlite;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.MalformedDumpException;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.StockImport.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Takes over a database file that an application or {@code sqlite3} has left, with the log beside
 * it. It is copied first: to read a log is to write to it.
 */
final class FileImport {

  private final Path source;
  private final Means means;
  private final ProgressMonitor monitor;

  FileImport(Path source, Means means, ProgressMonitor monitor) {
    this.source = source;
    this.means = means;
    this.monitor = monitor;
  }

  Dump write(DumpTarget target) throws IOException {
    if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
      throw new MalformedDumpException("it is a folder, and a SQLite database is one file");
    }
    long bytes = 0;
    for (Path each : Companions.existing(source)) {
      bytes += Files.size(each);
    }
    if (bytes > means.maxBytes()) {
      throw new MalformedDumpException(
          "it has %d bytes, and orchestratex.backup.import.max-bytes allows %d"
              .formatted(bytes, means.maxBytes()));
    }
    Path own = means.scratch().resolve("import.db");
    for (Path each : Companions.existing(source)) {
      String ending =
          each.getFileName().toString().substring(source.getFileName().toString().length());
      if (!ending.equals("-shm")) { // An index of the log, which is made anew.
        Files.copy(each, own.resolveSibling(own.getFileName() + ending));
      }
    }
    Path copy = means.scratch().resolve("copy.db");
    try (Connection opened = Databases.live(own, Duration.ZERO)) {
      int code = Databases.copy(opened, copy, Duration.ZERO);
      if (code != 0) {
        throw new MalformedDumpException("it is no SQLite database, or an encrypted one");
      }
    } catch (SQLException e) {
      throw new MalformedDumpException("SQLite cannot read it: " + e.getMessage(), e);
    }
    try {
      Contents contents = DatabaseCheck.of(copy, monitor);
      FileDump.send(copy, contents.header(), target, monitor);
      return new Dump("", SqliteEngine.identity(source), "imported", List.of(contents.dumped()));
    } catch (DamagedDatabaseException e) {
      throw new MalformedDumpException("it is damaged: " + e.getMessage(), e);
    }
  }
}
