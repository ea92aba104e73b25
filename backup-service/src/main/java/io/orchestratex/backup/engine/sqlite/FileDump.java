package io.orchestratex.backup.engine.sqlite;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Copies a database while others write, checks the copy, and only then hands it on. */
final class FileDump {

  /** Blocks are so small that there are about so many, for a list that stays small. */
  private static final long BLOCKS = 8_192;

  private static final int SMALLEST_BLOCK = 8 << 10;
  private static final int LARGEST_BLOCK = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final WorkFolders work;
  private final Duration lockWait;
  private final InstantSource clock;
  private final ProgressMonitor monitor;

  FileDump(
      Path file,
      WorkFolders work,
      Duration lockWait,
      InstantSource clock,
      ProgressMonitor monitor) {
    this.file = file;
    this.work = work;
    this.lockWait = lockWait;
    this.clock = clock;
    this.monitor = monitor;
  }

  Dump write(DumpTarget target) throws IOException {
    monitor.expect(2 * Files.size(file));
    try (ScratchFolder folder = work.make(Files.size(file))) {
      Path copy = folder.path().resolve("copy.db");
      monitor.detail("copying " + file.getFileName());
      copy(copy);
      String point = "read at " + clock.instant();
      Contents contents = checked(copy);
      send(copy, contents.header(), target, monitor);
      return of(point, file, List.of(contents.dumped()));
    }
  }

  static Dump of(String point, Path file, List<DumpedFile> files) {
    return new Dump(SqliteEngine.VERSION, SqliteEngine.identity(file), point, files);
  }

  private void copy(Path copy) throws IOException {
    monitor.checkpoint();
    try (Connection live = Databases.live(file, lockWait)) {
      int code = Databases.copy(live, copy, lockWait);
      if (code != 0) {
        throw SqliteFaults.explained(
            file, code, new SQLException("the copy ended with " + code, null, code));
      }
    } catch (SQLException e) {
      throw SqliteFaults.explained(file, e);
    }
    monitor.checkpoint();
  }

  private Contents checked(Path copy) throws IOException {
    try {
      return DatabaseCheck.of(copy, monitor);
    } catch (DamagedDatabaseException e) {
      throw SqliteFaults.damaged(file, String.valueOf(e.getMessage()), e);
    }
  }

  /** Writes a file whose pages keep their places. */
  static void send(Path copy, FileHeader header, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    monitor.detail(Contents.DATABASE);
    try (InputStream in = Files.newInputStream(copy);
        OutputStream out = target.begin(Contents.DATABASE, blockBytes(header))) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        monitor.processed(read);
        monitor.checkpoint();
      }
    }
  }

  /** A power of two, as the length of a page is, so that no page lies in two blocks. */
  private static int blockBytes(FileHeader header) {
    long wanted = Long.highestOneBit(Math.max(1, header.bytes() / BLOCKS));
    return Math.max(header.pageBytes(), (int) Math.clamp(wanted, SMALLEST_BLOCK, LARGEST_BLOCK));
  }

  /** What there is, whatever it is worth; nothing where there is no file. */
  Dump writeForSafety(DumpTarget target) throws IOException {
    if (!Files.exists(file)) {
      return of("there was no file", file, List.of());
    }
    try {
      return write(target);
    } catch (EngineException e) {
      if (!SqliteFaults.isOfTheFile(e)) {
        throw e;
      }
    }
    try (OutputStream out = target.begin(Contents.DATABASE)) {
      return of(
          "copied as it is at " + clock.instant(),
          file,
          List.of(RawCopy.write(file, out, monitor)));
    }
  }
}
