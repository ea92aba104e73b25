package io.orchestratex.backup.engine.postgresql;

import io.micronaut.context.annotation.Value;
import io.orchestratex.backup.engine.AccessTest;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.Naming;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RenamingRestore;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.RestoreWay;
import io.orchestratex.backup.engine.ScopeLevel;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchRestore;
import io.orchestratex.backup.engine.ScratchServer;
import io.orchestratex.backup.engine.ScriptExport;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.SelectiveDump;
import io.orchestratex.backup.engine.SelectiveRestore;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.postgresql.PostgresConnectionTest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL from 13 on, by its own pg_dump and pg_restore. Roles and tablespaces, which belong to
 * the whole server, are not part of a backup.
 */
@Singleton
final class PostgresqlEngine
    implements BackupEngine,
        SelectiveDump,
        SelectiveRestore,
        RenamingRestore,
        ScriptExport,
        ScratchRestore,
        AccessTest {

  private static final String SIZE =
      """
      SELECT CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid) ELSE 0 END::text
      FROM pg_database WHERE datname = ?\
      """;

  private static final int OLDEST_SERVER = 13;
  private static final Pattern MAJOR = Pattern.compile("\\d+");

  private final Programs programs;
  private final KeepCurrentSettings keepCurrent;
  private final ScopeSettings scope;
  private final String ownDatabase;
  private final PostgresqlRestore restore;
  private final ScratchPostgres scratch;

  PostgresqlEngine(
      Programs programs, KeepCurrentSettings settings, ScopeSettings scope, String ownUrl) {
    this(programs, settings, scope, ownUrl, new PostgresqlServerSettings(null));
  }

  /**
   * @param ownUrl where backup-service keeps its jobs; that database is backed up and never
   *     replaced
   */
  @Inject
  PostgresqlEngine(
      Programs programs,
      KeepCurrentSettings settings,
      ScopeSettings scope,
      @Value("${datasources.default.url:}") String ownUrl,
      PostgresqlServerSettings server) {
    this.programs = programs;
    this.keepCurrent = settings;
    this.scope = scope;
    String path = ownUrl.contains("?") ? ownUrl.substring(0, ownUrl.indexOf('?')) : ownUrl;
    this.ownDatabase = path.substring(path.lastIndexOf('/') + 1);
    this.restore = new PostgresqlRestore(programs, keepCurrent, ownDatabase);
    this.scratch = new ScratchPostgres(server, programs);
  }

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("postgresql", "postgres");
  }

  @Override
  public ConnectionReport test(EngineAccess access) {
    PgServer server = PgServer.of(access);
    return PostgresConnectionTest.run(
        access.uri(),
        "orchestratex-backup",
        (connection, test) -> new Rights(server, scope).check(connection, test));
  }

  @Override
  public String fileSuffix() {
    return ".dump"; // Of pg_restore's custom format.
  }

  @Override
  public Set<ScopeLevel> levels() {
    return Set.of(ScopeLevel.DATABASE);
  }

  @Override
  public RestoreWay restoreWay() {
    return restore;
  }

  @Override
  public String address(EngineAccess access) {
    return PgServer.of(access).toString();
  }

  @Override
  public ServerFacts describe(EngineAccess access) {
    PgServer server = PgServer.of(access);
    try (Connection connection = server.connect()) {
      return new ServerFacts(
          version(connection), identity(connection), databases(server, connection));
    } catch (SQLException e) {
      throw PgServer.explained("PostgreSQL cannot be asked", e);
    }
  }

  private static String version(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductVersion();
  }

  private static String identity(Connection connection) throws SQLException {
    return "system "
        + PgServer.strings(connection, "SELECT system_identifier::text FROM pg_control_system()")
            .getFirst();
  }

  /** All that hold data of users. */
  private List<String> databases(PgServer server, Connection connection) throws SQLException {
    List<String> databases = new ArrayList<>();
    for (String name :
        PgServer.strings(
            connection,
            """
            SELECT datname FROM pg_database
            WHERE datallowconn AND datconnlimit <> -2 AND datname <> 'template0'
            ORDER BY datname\
            """)) {
      if (!PgNames.isTemporary(name)
          && scope.includes(name)
          && (!UserObjects.isServersOwn(name) || isUsed(server, name))) {
        databases.add(name);
      }
    }
    return databases;
  }

  private static boolean isUsed(PgServer server, String database) throws SQLException {
    try (Connection inside = server.connect(database)) {
      return UserObjects.in(inside);
    } catch (EngineException e) {
      return true; // The dump names it, and says why it cannot be taken.
    }
  }

  @Override
  public Set<ScopeLevel> dumpLevels() {
    return levels();
  }

  @Override
  public Selection present(EngineAccess access, Selection selection) {
    List<String> there = describe(access).databases();
    return new Selection(
        selection.databases().stream().filter(there::contains).toList(), List.of());
  }

  @Override
  public Dump dump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    return dump(access, Selection.ALL, target, monitor);
  }

  @Override
  public Dump dump(
      EngineAccess access, Selection selection, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    PgServer server = PgServer.of(access);
    try (Connection connection = server.connect()) {
      if (connection.getMetaData().getDatabaseMajorVersion() < OLDEST_SERVER) {
        throw new EngineException(
            "backup.postgresql-too-old",
            "PostgreSQL %d or newer is needed, so that it can be restored too; this is %s."
                .formatted(OLDEST_SERVER, version(connection)));
      }
      Path folder = programs.folderFor(connection.getMetaData().getDatabaseMajorVersion());
      List<String> databases = selected(selection, databases(server, connection));
      monitor.expect(size(connection, databases));
      ServerDump dump =
          new ServerDump(connection, new DatabaseDump(server, folder, monitor), monitor);
      dump.write(databases, target);
      List<LeftOut> leftOut = new ArrayList<>(dump.leftOut());
      if (!selection.filters()) {
        OutsideDumps.databases(connection).stream()
            .filter(each -> scope.includes(each.name()))
            .forEach(leftOut::add);
      }
      leftOut.addAll(OutsideDumps.ofServer(connection, dump.roles()));
      String point = dump.files().isEmpty() ? "empty" : "per database";
      return new Dump(version(connection), identity(connection), point, dump.files(), leftOut);
    } catch (SQLException e) {
      monitor.checkpoint();
      throw PgServer.explained("the dump failed", e);
    }
  }

  private static List<String> selected(Selection selection, List<String> databases) {
    if (!selection.filters()) {
      return databases;
    }
    List<String> missing = selection.without(new Selection(databases, selection.collections()));
    if (!missing.isEmpty()) {
      throw new EngineException(
          "backup.object-unknown",
          "PostgreSQL has no database of the name " + String.join(", ", missing) + ".");
    }
    return databases.stream().filter(selection.databases()::contains).toList();
  }

  private static long size(Connection connection, List<String> databases) throws SQLException {
    long size = 0;
    for (String database : databases) {
      // One that may not be measured, or is gone, must not keep the others out of the backup.
      for (String bytes : PgServer.strings(connection, SIZE, database)) {
        size += Long.parseLong(bytes);
      }
    }
    return size;
  }

  @Override
  public List<ObjectFact> read(InputStream file, ProgressMonitor monitor) throws IOException {
    return new CustomArchive(file, monitor).read().facts();
  }

  @Override
  public String scriptSuffix() {
    return ".sql";
  }

  @Override
  public void script(
      InputStream file, String serverVersion, OutputStream out, ProgressMonitor monitor)
      throws IOException {
    Matcher major = MAJOR.matcher(serverVersion);
    int version = major.lookingAt() ? Integer.parseInt(major.group()) : OLDEST_SERVER;
    BufferedInputStream dump = new BufferedInputStream(file);
    int reader = Math.max(version, ArchiveContents.oldestReader(dump));
    new SqlScript(programs.folderFor(reader), monitor).write(dump, out);
  }

  @Override
  public EnginePlan plan(RestoreScope scope) {
    PgServer server = PgServer.of(scope.access());
    List<PlannedObject> objects = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<String> obstacles = new ArrayList<>();
    List<String> existing = new ArrayList<>();
    long counted = DatabasePlan.endOfCounting();
    try (Connection connection = server.connect()) {
      for (DumpedFile file : scope.files()) {
        if (PostgresqlRestore.isSelected(scope, file)) {
          DatabasePlan plan =
              new DatabasePlan(
                      server,
                      connection,
                      TableSelection.only(file, scope.selection()),
                      keepCurrent.keptIn(scope.access().target(), file.scope()),
                      file.scope().equals(ownDatabase),
                      counted)
                  .make();
          objects.addAll(plan.objects());
          warnings.addAll(plan.warnings());
          obstacles.addAll(plan.obstacles());
          if (plan.exists()) {
            existing.add(file.scope());
          }
          if (plan.replaces() && !this.scope.includes(file.scope())) {
            obstacles.add(ScopeSettings.outside(file.scope()));
          }
        }
      }
      obstacles.addAll(missingPrograms(connection));
    } catch (SQLException e) {
      throw PgServer.explained("PostgreSQL cannot be asked", e);
    }
    warnings.add("connections to replaced databases are closed for a moment.");
    warnings.add("accounts and roles of the server are not part of a backup.");
    return new EnginePlan(objects, warnings, obstacles, existing);
  }

  private List<String> missingPrograms(Connection connection) throws SQLException {
    try {
      programs.folderFor(connection.getMetaData().getDatabaseMajorVersion());
      return List.of();
    } catch (EngineException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Set<ScopeLevel> renames() {
    return levels();
  }

  @Override
  public Set<ScopeLevel> choices() {
    return Set.of(ScopeLevel.COLLECTION);
  }

  @Override
  public Optional<String> refusal(ScopeLevel level, String name) {
    return NewNames.refusal(name);
  }

  @Override
  public DumpedFile renamed(DumpedFile file, Naming naming) {
    return NewNames.renamed(file, naming.database(file.scope()));
  }

  @Override
  public String scratchProgram(String serverVersion) {
    return scratch.program(serverVersion);
  }

  @Override
  public ScratchServer startScratch(
      ScratchFolder folder, String serverVersion, List<DumpedFile> files, ProgressMonitor monitor)
      throws IOException {
    return scratch.start(folder, serverVersion, files, monitor);
  }
}
