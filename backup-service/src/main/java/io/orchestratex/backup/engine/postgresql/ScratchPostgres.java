package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchRestore;
import io.orchestratex.backup.engine.ScratchServer;
import io.orchestratex.kit.settings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A postgres for a drill. It has the roles and tablespaces that the databases need, which a backup
 * does not hold; nothing of it survives a crash, which spares it every sync.
 */
final class ScratchPostgres {

  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final Pattern MAJOR = Pattern.compile("(\\d+)");
  private static final String SUPERUSER = "postgres";

  private static final List<String> OPTIONS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "fsync=off",
          "full_page_writes=off",
          "wal_level=minimal",
          "max_wal_senders=0",
          "max_connections=30",
          "shared_buffers=64MB",
          "autovacuum=off",
          "log_min_messages=error",
          "log_statement=none",
          "log_min_error_statement=panic");

  private final PostgresqlServerSettings settings;
  private final PostgresqlRestore restore;
  private final Map<Path, Integer> majors = new ConcurrentHashMap<>();

  ScratchPostgres(PostgresqlServerSettings settings, Programs programs) {
    this.settings = settings;
    this.restore = new PostgresqlRestore(programs, new KeepCurrentSettings("", ""), "");
  }

  String program(String serverVersion) {
    return described(folderFor(serverVersion));
  }

  /** The program of the very version, which alone reads the files of a server. */
  String sameProgram(String serverVersion) {
    return described(sameFolder(serverVersion));
  }

  private String described(Path folder) {
    return "postgres %d (%s)".formatted(majorOf(folder), folder.resolve("postgres"));
  }

  Path sameFolder(String serverVersion) {
    int wanted = majorOf(serverVersion);
    return folders().stream()
        .filter(folder -> majorOf(folder) == wanted)
        .filter(folder -> Files.isExecutable(folder.resolve("pg_verifybackup")))
        .filter(folder -> Files.isExecutable(folder.resolve("psql")))
        .findFirst()
        .orElseThrow(() ->
            new EngineException(
                ScratchRestore.NO_PROGRAM,
                "No postgres of version %d is at hand with pg_verifybackup and psql, and no other version reads the files of such a server; install postgresql-%d on this machine, or set orchestratex.backup.postgresql-server.programs to the folder of its programs."
                    .formatted(wanted, wanted)));
  }

  private static int majorOf(String serverVersion) {
    Matcher matcher = MAJOR.matcher(serverVersion);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** The nearest version that is not older. */
  private Path folderFor(String serverVersion) {
    int wanted = majorOf(serverVersion);
    List<Path> folders = folders();
    return folders.stream()
        .filter(folder -> majorOf(folder) >= wanted)
        .min(Comparator.comparingInt(this::majorOf))
        .orElseThrow(() ->
            new EngineException(
                ScratchRestore.NO_PROGRAM,
                "No postgres and initdb of version %d or newer are at hand (looked in %s), so no scratch server can be started; install postgresql-%d on this machine, or set orchestratex.backup.postgresql-server.programs to the folder of its programs."
                    .formatted(
                        wanted,
                        settings.programs() == null
                            ? folders.isEmpty() ? "the usual places and the PATH" : folders
                            : settings.programs(),
                        wanted)));
  }

  private List<Path> folders() {
    List<Path> from =
        settings.programs() == null ? Programs.usual() : List.of(Path.of(settings.programs()));
    return from.stream()
        .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .distinct()
        .toList();
  }

  private int majorOf(Path folder) {
    return majors.computeIfAbsent(folder, each -> Programs.majorOf(each.resolve("postgres")));
  }

  ScratchServer start(
      ScratchFolder folder, String serverVersion, List<DumpedFile> files, ProgressMonitor monitor)
      throws IOException {
    Path programs = folderFor(serverVersion);
    Path data = folder.path().resolve("data");
    Path password = folder.write("password", folder.password() + "\n");
    ScratchAccount account = ScratchAccount.of(folder.path(), programs.resolve("postgres"));
    account.own(folder.path());
    folder.run(
        account.wrap(
            List.of(
                programs.resolve("initdb").toString(),
                "-D",
                data.toString(),
                "-U",
                SUPERUSER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync")),
        START_LIMIT,
        monitor);
    Files.delete(password);
    int port = ScratchFolder.freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                programs.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port)));
    OPTIONS.forEach(each -> command.addAll(List.of("-c", each)));
    folder.start(account.wrap(command), "QUIT"); // Its children end with it, at once.
    EngineAccess access =
        new EngineAccess(
            "scratch server",
            new Secret(
                "postgresql://%s:%s@127.0.0.1:%d/postgres?sslmode=disable"
                    .formatted(SUPERUSER, folder.password(), port)));
    folder.await(() -> isIn(access), START_LIMIT, monitor);
    prepare(access, folder, account, files);
    return new ScratchServer(access, restore);
  }

  private static boolean isIn(EngineAccess access) {
    try (Connection connection = PgServer.of(access).connectBriefly()) {
      return connection.isValid(5);
    } catch (EngineException | SQLException e) {
      return false;
    }
  }

  private static void prepare(
      EngineAccess access, ScratchFolder folder, ScratchAccount account, List<DumpedFile> files)
      throws IOException {
    Set<String> roles = new TreeSet<>();
    Set<String> tablespaces = new TreeSet<>();
    for (DumpedFile file : files) {
      Requirements needed = Requirements.of(file.attributes());
      roles.addAll(needed.roles());
      tablespaces.addAll(needed.tablespaces());
    }
    try (Connection connection = PgServer.of(access).connectBriefly()) {
      roles.removeAll(PgServer.strings(connection, "SELECT rolname FROM pg_roles"));
      tablespaces.removeAll(PgServer.strings(connection, "SELECT spcname FROM pg_tablespace"));
      roles.remove("");
      tablespaces.remove("");
      for (String role : roles) {
        PgServer.execute(connection, "CREATE ROLE " + PgServer.identifier(role));
      }
      int number = 0;
      for (String tablespace : tablespaces) {
        Path place = Files.createDirectory(folder.path().resolve("tablespace" + ++number));
        account.own(place);
        PgServer.execute(
            connection,
            "CREATE TABLESPACE "
                + PgServer.identifier(tablespace)
                + " LOCATION "
                + PgServer.literal(place.toString()));
      }
    } catch (SQLException e) {
      throw PgServer.explained("the scratch server cannot be prepared", e);
    }
  }
}
