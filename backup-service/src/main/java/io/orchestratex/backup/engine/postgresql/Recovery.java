package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RecoveryOrder;
import io.orchestratex.backup.engine.RecoveryPoint;
import io.orchestratex.backup.engine.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A server that is started on the files of a base backup, in a folder of its own. It listens on a
 * socket in a folder that no other account enters, because the passwords in the files are unknown.
 */
final class Recovery {

  private static final Duration START_LIMIT = Duration.ofMinutes(10);

  /** The name of a time zone, also Z, is not read in a file of settings. */
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT);

  private static final Duration END_LIMIT = Duration.ofSeconds(30);
  private static final Duration CHECK_LIMIT = Duration.ofHours(6);

  /** The longest address of a socket is 107 bytes. */
  private static final int LONGEST_SOCKET_FOLDER = 80;

  private static final String DAMAGED = "backup.files-damaged";
  private static final String FAILED = "backup.recovery-failed";

  /** Of ours only: what the server was set to may not suit this machine. */
  private static final String SETTINGS =
      """
      listen_addresses = ''
      port = %d
      unix_socket_directories = '%s'
      unix_socket_permissions = 0700
      hba_file = '%s'
      max_prepared_transactions = 1000
      max_wal_senders = 0
      shared_buffers = 64MB
      max_connections = 20
      autovacuum = off
      fsync = %s
      hot_standby = off
      archive_mode = off
      restore_command = '%s'
      recovery_target_action = 'promote'
      %s
      log_min_messages = log
      log_statement = none
      log_min_error_statement = panic
      """;

  /** Ends with an error in a server that still recovers. */
  private static final String RECOVERED =
      "SELECT 1 / (CASE WHEN pg_is_in_recovery() THEN 0 ELSE 1 END)";

  private final Path programs;
  private final ScratchFolder folder;
  private final ProgressMonitor monitor;
  private final ScratchAccount account;

  Recovery(Path programs, ScratchFolder folder, ProgressMonitor monitor) throws IOException {
    this.programs = programs;
    this.folder = folder;
    this.monitor = monitor;
    this.account = ScratchAccount.of(folder.path(), programs.resolve("postgres"));
  }

  List<ObjectFact> run(DumpedFile file, InputStream content, RecoveryOrder order)
      throws IOException {
    Path data = order.data();
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    monitor.detail("unpacking");
    List<ObjectFact> found = new BaseTarReader(monitor).read(content, data);
    monitor.detail("unpacking the log");
    Path log = log(file, order);
    account.own(folder.path());
    account.own(data);
    monitor.detail("pg_verifybackup");
    check(List.of(program("pg_verifybackup"), "--quiet", data.toString()));
    monitor.detail("recovering");
    start(order, log, Objects.requireNonNull(file.attributes().get(BaseBackup.ACCOUNT)), found);
    return found;
  }

  private String program(String name) {
    return programs.resolve(name).toString();
  }

  private void check(List<String> command) throws IOException {
    try {
      folder.run(account.wrap(command), CHECK_LIMIT, monitor);
    } catch (EngineException e) {
      monitor.checkpoint();
      throw new EngineException(DAMAGED, String.valueOf(e.getMessage()), e);
    }
  }

  private Path log(DumpedFile file, RecoveryOrder order) throws IOException {
    Path log = Files.createDirectory(folder.path().resolve("log"));
    new LogSegments(
            log,
            Long.parseLong(file.attributes().getOrDefault(BaseBackup.SEGMENT_BYTES, "16777216")),
            monitor)
        .write(order);
    return log;
  }

  private static String target(RecoveryPoint point) {
    return switch (point) {
      case RecoveryPoint.EndOfBackup _ -> "recovery_target = 'immediate'";
      case RecoveryPoint.Latest _ -> "recovery_target = ''";
      case RecoveryPoint.Time(Instant at) ->
          "recovery_target_time = '%s'".formatted(MOMENT.format(at.atOffset(ZoneOffset.UTC)));
      case RecoveryPoint.Position(long position) ->
          "recovery_target_lsn = '%s'".formatted(Lsn.text(position));
    };
  }

  private void start(RecoveryOrder order, Path log, String user, List<ObjectFact> found)
      throws IOException {
    Path data = order.data();
    Path sockets = socketFolder();
    try {
      int port = ScratchFolder.freePort();
      Path hba = folder.write("pg_hba.conf", "local all all trust\n");
      // What the backed up server was told by ALTER SYSTEM stands above a file, and is not for us.
      Path auto = data.resolve("postgresql.auto.conf");
      Path aside = folder.path().resolve("postgresql.auto.conf");
      if (Files.exists(auto)) {
        Files.move(auto, aside);
      }
      Path settings =
          folder.write(
              "postgresql.conf",
              SETTINGS.formatted(
                  port,
                  quoted(sockets),
                  quoted(hba),
                  order.kept() ? "on" : "off",
                  quoted("cp \"%s/%%f\" \"%%p\"".formatted(log)),
                  target(order.point())));
      Files.createFile(data.resolve("recovery.signal"));
      account.own(folder.path());
      account.own(data);
      account.own(sockets);
      folder.start(
          account.wrap(
              List.of(
                  program("postgres"),
                  "-D",
                  data.toString(),
                  "-c",
                  "config_file=" + settings,
                  "-c",
                  "data_directory=" + data)),
          "QUIT");
      folder.await(() -> asks(sockets, port, user, "postgres", RECOVERED), START_LIMIT, monitor);
      ask(sockets, port, user, found);
      if (order.kept()) {
        check(List.of(program("pg_ctl"), "stop", "-w", "-s", "-m", "fast", "-D", data.toString()));
        awaitEnd();
        Files.deleteIfExists(auto);
        if (Files.exists(aside)) {
          Files.move(aside, auto);
        }
        account.own(data);
      }
    } catch (EngineException e) {
      monitor.checkpoint();
      throw e.code().equals("drill.server-failed") && !folder.isAlive()
          ? new EngineException(FAILED, "PostgreSQL does not recover: " + folder.said(), e)
          : e;
    } finally {
      if (!sockets.equals(folder.path())) {
        folder.stop();
        Files.deleteIfExists(sockets);
      }
    }
  }

  /** The folder's guard must have seen that the server has ended by itself. */
  private void awaitEnd() {
    long end = System.nanoTime() + END_LIMIT.toNanos();
    while (folder.isAlive()) {
      if (System.nanoTime() > end) {
        throw new EngineException(FAILED, "the server did not end within " + END_LIMIT);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EngineException(FAILED, "the wait was interrupted", e);
      }
    }
  }

  private static String quoted(Object text) {
    return text.toString().replace("'", "''");
  }

  private Path socketFolder() throws IOException {
    if (folder.path().toString().length() <= LONGEST_SOCKET_FOLDER) {
      return folder.path();
    }
    return Files.createTempDirectory("ox-recovery-");
  }

  /** Logs in at each database that is in the backup, which reads its catalog. */
  private void ask(Path sockets, int port, String user, List<ObjectFact> found) {
    for (ObjectFact each : found) {
      String database = each.database();
      if (each.count() > 0
          && !database.equals("template0")
          && !database.equals("(shared)")
          && !asks(sockets, port, user, database, "SELECT count(*) FROM pg_class")) {
        throw new EngineException(
            FAILED, "database " + database + " cannot be read after recovery");
      }
    }
  }

  private boolean asks(Path sockets, int port, String user, String database, String sql) {
    List<String> command = new ArrayList<>();
    command.add(program("psql"));
    command.addAll(List.of("-X", "-q", "-h", sockets.toString(), "-p", Integer.toString(port)));
    command.addAll(List.of("-U", user, "--no-password", "-v", "ON_ERROR_STOP=1", "-c", sql));
    command.add("dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'");
    try {
      Process process =
          new ProcessBuilder(account.wrap(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (ProgressMonitor.Registration _ = monitor.onStop(process::destroyForcibly)) {
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
