package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A server that is started on the files of a base backup, in a folder of its own. It listens on a
 * socket in a folder that no other account enters, because the passwords in the files are unknown.
 */
final class Recovery {

  private static final Duration START_LIMIT = Duration.ofMinutes(10);
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
      fsync = off
      hot_standby = off
      archive_mode = off
      restore_command = 'false'
      recovery_target = 'immediate'
      recovery_target_action = 'promote'
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

  List<ObjectFact> run(DumpedFile file, InputStream content) throws IOException {
    Path data = folder.path().resolve("data");
    Files.createDirectory(
        data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    monitor.detail("unpacking");
    List<ObjectFact> found = new BaseTarReader(monitor).read(content, data);
    account.own(folder.path());
    monitor.detail("pg_verifybackup");
    check(List.of(program("pg_verifybackup"), "--quiet", data.toString()));
    monitor.detail("recovering");
    start(data, Objects.requireNonNull(file.attributes().get(BaseBackup.ACCOUNT)), found);
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

  private void start(Path data, String user, List<ObjectFact> found) throws IOException {
    Path sockets = socketFolder();
    try {
      int port = ScratchFolder.freePort();
      Path hba = folder.write("pg_hba.conf", "local all all trust\n");
      // What the backed up server was told by ALTER SYSTEM stands above a file, and is not for us.
      Files.deleteIfExists(data.resolve("postgresql.auto.conf"));
      Path settings =
          folder.write("postgresql.conf", SETTINGS.formatted(port, quoted(sockets), quoted(hba)));
      Files.createFile(data.resolve("recovery.signal"));
      account.own(folder.path());
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

  private static String quoted(Path path) {
    return path.toString().replace("'", "''");
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
