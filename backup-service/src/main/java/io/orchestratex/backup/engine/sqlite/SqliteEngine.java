package io.orchestratex.backup.engine.sqlite;

import io.orchestratex.backup.engine.AccessTest;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.FreeSpace;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.RestoreWay;
import io.orchestratex.backup.engine.SafetyDump;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchRestore;
import io.orchestratex.backup.engine.ScratchServer;
import io.orchestratex.backup.engine.ScriptExport;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.backup.engine.StockImport;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.connection.ConnectionTest;
import io.orchestratex.kit.connection.Step;
import io.orchestratex.kit.settings.Secret;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
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
import java.util.Objects;
import java.util.OptionalLong;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite files. A target is one file, which is backed up and restored as a whole: its only database
 * is {@code main}, and what a backup holds is the file itself, as the library has copied it.
 */
@Singleton
final class SqliteEngine
    implements BackupEngine,
        AccessTest,
        FreeSpace,
        SafetyDump,
        ScratchRestore,
        ScriptExport,
        StockImport {

  /** Of the library that this service reads with. */
  static final String VERSION =
      SQLiteJDBCLoader.getVersion().replaceFirst("^(\\d+\\.\\d+\\.\\d+).*", "$1");

  private static final Duration BRIEFLY = Duration.ofSeconds(2);

  private final SqliteFiles files;
  private final WorkFolders work;
  private final Duration lockWait;
  private final InstantSource clock;
  private final SqliteRestore restore;

  SqliteEngine(SqliteSettings settings, InstantSource clock) {
    this.clock = clock;
    this.files = new SqliteFiles(settings.opened());
    this.work = new WorkFolders(settings.work());
    this.lockWait = settings.lockWait();
    this.restore = new SqliteRestore(files, lockWait);
  }

  static String identity(Path file) {
    return "file " + file;
  }

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public String fileSuffix() {
    return ".db";
  }

  @Override
  public String address(EngineAccess access) {
    return files.named(access).toString();
  }

  @Override
  public ServerFacts describe(EngineAccess access) {
    Path file = files.of(access);
    return new ServerFacts(
        VERSION, identity(file), Files.exists(file) ? List.of(Contents.DATABASE) : List.of());
  }

  @Override
  public ConnectionReport test(EngineAccess access) {
    ConnectionTest test = new ConnectionTest();
    try {
      Path file = files.existing(access);
      try (Connection live = Databases.live(file, BRIEFLY)) {
        int tables = Table.all(live).size();
        boolean writable = Files.isWritable(Objects.requireNonNull(file.getParent()));
        test.pass(
            Step.PERMISSION,
            "a SQLite database with %d tables, which may be read%s"
                .formatted(tables, writable ? " and restored" : ""),
            writable
                ? null
                : "To restore, the account of backup-service must be able to write in its folder.");
      } catch (SQLException e) {
        throw SqliteFaults.explained(file, e);
      }
    } catch (EngineException e) {
      test.fail(e.isPassing() ? Step.TCP : Step.PERMISSION, String.valueOf(e.getMessage()), null);
    }
    return test.report();
  }

  @Override
  public Dump dump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    return new FileDump(files.existing(access), work, lockWait, clock, monitor).write(target);
  }

  @Override
  public Dump safetyDump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    return new FileDump(files.of(access), work, lockWait, clock, monitor).writeForSafety(target);
  }

  @Override
  public String imports() {
    return "a database file, with the log (-wal) beside it";
  }

  @Override
  public Dump importFrom(Path source, DumpTarget target, Means means, ProgressMonitor monitor)
      throws IOException {
    return new FileImport(source, means, monitor).write(target);
  }

  @Override
  public List<ObjectFact> read(InputStream file, ProgressMonitor monitor) throws IOException {
    BufferedInputStream in = new BufferedInputStream(file, 1 << 16);
    in.mark(RawCopy.MAGIC_END);
    byte[] start = in.readNBytes(RawCopy.MAGIC_END);
    in.reset();
    if (RawCopy.isIn(start)) {
      return RawCopy.read(in, monitor);
    }
    if (!FileHeader.isIn(start)) {
      throw new DamagedDatabaseException("it does not begin as a SQLite database does");
    }
    try (ScratchFolder folder = work.make(0)) {
      Path copy = folder.path().resolve("read.db");
      Files.copy(in, copy);
      return DatabaseCheck.of(copy, monitor).facts();
    }
  }

  @Override
  public String scriptSuffix() {
    return ".sql";
  }

  @Override
  public void script(
      InputStream file, String serverVersion, OutputStream out, ProgressMonitor monitor)
      throws IOException {
    try (ScratchFolder folder = work.make(0)) {
      Path copy = folder.path().resolve("script.db");
      Files.copy(file, copy);
      SqlDump.write(copy, out, monitor);
    }
  }

  @Override
  public EnginePlan plan(RestoreScope scope) {
    return new SqlitePlan(files.of(scope.access()), scope.files(), BRIEFLY).plan();
  }

  @Override
  public RestoreWay restoreWay() {
    return restore;
  }

  @Override
  public OptionalLong freeBytes(EngineAccess access) {
    Path folder = Objects.requireNonNull(files.of(access).getParent());
    try {
      return OptionalLong.of(Files.getFileStore(folder).getUsableSpace());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public String scratchProgram(String serverVersion) {
    return "SQLite " + VERSION + " in this service";
  }

  @Override
  public ScratchServer startScratch(
      ScratchFolder folder, String serverVersion, List<DumpedFile> dumped, ProgressMonitor monitor)
      throws IOException {
    Path file = folder.path().toRealPath().resolve("drill.db");
    return new ScratchServer(
        new EngineAccess("scratch file", new Secret(SqliteFiles.uri(file))),
        new SqliteRestore(new SqliteFiles(List.of(folder.path().toRealPath())), lockWait));
  }
}
