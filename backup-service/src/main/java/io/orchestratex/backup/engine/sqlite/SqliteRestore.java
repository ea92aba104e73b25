package io.orchestratex.backup.engine.sqlite;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.FileSwapRestore;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Puts a database file in the place of the live one. It is checked where it was written; the live
 * one is moved aside with its log, and must be in no use.
 */
final class SqliteRestore extends FileSwapRestore {

  private static final int BUFFER = 1 << 16;

  private final SqliteFiles files;
  private final Duration lockWait;

  SqliteRestore(SqliteFiles files, Duration lockWait) {
    this.files = files;
    this.lockWait = lockWait;
  }

  @Override
  protected Path folder(EngineAccess access) {
    return Objects.requireNonNull(files.of(access).getParent());
  }

  @Override
  protected Path live(EngineAccess access, DumpedFile file) {
    return files.of(access);
  }

  @Override
  protected List<String> companions() {
    return Companions.ENDINGS;
  }

  @Override
  protected boolean wants(RestoreScope scope, DumpedFile file) {
    return file.scope().equals(Contents.DATABASE) && !RawCopy.isOne(file);
  }

  @Override
  protected void requireUnused(Path live) {
    FileUsers.requireNone(live, lockWait);
  }

  @Override
  protected void write(InputStream dump, Path staged, ProgressMonitor monitor) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = Files.newOutputStream(staged)) {
      for (int read = dump.read(buffer); read >= 0; read = dump.read(buffer)) {
        write(out, buffer, read, staged);
        monitor.processed(read);
        monitor.checkpoint();
      }
    } catch (FileSystemException e) {
      throw new EngineException(
          "backup.file-fault", "nothing can be written to " + staged.getParent() + ": " + e, e);
    }
    FileHeader.ofWhole(staged);
  }

  private static void write(OutputStream out, byte[] buffer, int length, Path staged) {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw new EngineException(
          "backup.file-fault",
          "the folder %s takes no more (%s); nothing live was changed. Free some room there, then restore again"
              .formatted(staged.getParent(), e.getMessage()),
          e);
    }
  }

  @Override
  protected List<ObjectFact> measure(DumpedFile file, Path staged, ProgressMonitor monitor)
      throws IOException {
    return DatabaseCheck.of(staged, monitor).facts();
  }
}
