package io.orchestratex.backup.engine.postgresql;

import io.micronaut.context.annotation.Value;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.RestoreWay;
import io.orchestratex.backup.engine.ScopeLevel;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.SelectiveRestore;
import io.orchestratex.backup.engine.ServerFacts;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * PostgreSQL from 14 on, by its own pg_dump and pg_restore. Roles and tablespaces, which belong to
 * the whole server, are not part of a backup.
 */
@Singleton
final class PostgresqlEngine implements BackupEngine, SelectiveRestore {

  private static final int OLDEST_SERVER = 14;

  private static final int COUNT_MILLIS = 5_000;

  private static final String OWN =
      "stays as it is: backup-service keeps this restore in the same database";

  private final Programs programs;
  private final KeepCurrentSettings keepCurrent;
  private final ScopeSettings scope;
  private final String ownDatabase;
  private final PostgresqlRestore restore;

  /**
   * @param ownUrl where backup-service keeps its jobs; that database is backed up and never
   *     replaced
   */
  PostgresqlEngine(
      Programs programs,
      KeepCurrentSettings settings,
      ScopeSettings scope,
      @Value("${datasources.default.url:}") String ownUrl) {
    this.programs = programs;
    this.keepCurrent = settings;
    this.scope = scope;
    String path = ownUrl.contains("?") ? ownUrl.substring(0, ownUrl.indexOf('?')) : ownUrl;
    this.ownDatabase = path.substring(path.lastIndexOf('/') + 1);
    this.restore = new PostgresqlRestore(programs, keepCurrent, ownDatabase);
  }

  @Override
  public String name() {
    return "postgresql";
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
      return new ServerFacts(version(connection), identity(connection), databases(connection));
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
  private List<String> databases(Connection connection) throws SQLException {
    List<String> names =
        PgServer.strings(
            connection,
            """
            SELECT datname FROM pg_database
            WHERE NOT datistemplate AND datallowconn AND datname <> 'postgres' ORDER BY datname\
            """);
    return names.stream()
        .filter(name -> !PgNames.isTemporary(name) && scope.includes(name))
        .toList();
  }

  @Override
  public Dump dump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    PgServer server = PgServer.of(access);
    try (Connection connection = server.connect()) {
      if (connection.getMetaData().getDatabaseMajorVersion() < OLDEST_SERVER) {
        throw new EngineException(
            "backup.postgresql-too-old",
            "PostgreSQL " + OLDEST_SERVER + " or newer is needed, so that it can be restored too.");
      }
      Path folder = programs.folderFor(connection.getMetaData().getDatabaseMajorVersion());
      List<String> databases = databases(connection);
      monitor.expect(size(connection, databases));
      List<DumpedFile> files = new ArrayList<>();
      DatabaseDump dump = new DatabaseDump(server, folder, monitor);
      for (String database : databases) {
        monitor.checkpoint();
        if (DatabaseRenames.oid(connection, database) != null) { // Else dropped since we asked.
          files.add(dump.write(database, target));
        }
      }
      String point = files.isEmpty() ? "empty" : "per database";
      return new Dump(version(connection), identity(connection), point, files);
    } catch (SQLException e) {
      monitor.checkpoint();
      throw PgServer.explained("the dump failed", e);
    }
  }

  private static long size(Connection connection, List<String> databases) throws SQLException {
    long size = 0;
    for (String database : databases) {
      size +=
          Long.parseLong(
              PgServer.strings(connection, "SELECT pg_database_size(?)::text", database)
                  .getFirst());
    }
    return size;
  }

  @Override
  public List<ObjectFact> read(InputStream file, ProgressMonitor monitor) throws IOException {
    return new CustomArchive(file, monitor).read().facts();
  }

  @Override
  public EnginePlan plan(RestoreScope scope) {
    PgServer server = PgServer.of(scope.access());
    List<PlannedObject> objects = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<String> obstacles = new ArrayList<>();
    try (Connection connection = server.connect()) {
      List<String> databases = databases(connection);
      for (DumpedFile file : scope.files()) {
        List<String> named = scope.selection().databases();
        if (!named.isEmpty() && !named.contains(file.scope())) {
          continue;
        }
        objects.addAll(planned(scope, file, databases.contains(file.scope())));
        if (file.scope().equals(ownDatabase)) {
          warnings.add("backup-service's own database " + ownDatabase + " stays as it is.");
        }
      }
      obstacles.addAll(missingPrograms(connection));
    } catch (SQLException e) {
      throw PgServer.explained("PostgreSQL cannot be asked", e);
    }
    warnings.add("connections to replaced databases are closed for a moment.");
    warnings.add("accounts and roles of the server are not part of a backup.");
    return new EnginePlan(objects, warnings, obstacles);
  }

  private List<String> missingPrograms(Connection connection) throws SQLException {
    try {
      programs.folderFor(connection.getMetaData().getDatabaseMajorVersion());
      return List.of();
    } catch (EngineException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private List<PlannedObject> planned(RestoreScope scope, DumpedFile file, boolean exists)
      throws SQLException {
    if (!exists) {
      return ExtensionTables.without(file).stream()
          .map(o -> new PlannedObject(o.name(), null, o.count(), Action.CREATE))
          .toList();
    }
    boolean own = file.scope().equals(ownDatabase);
    Set<String> kept = keepCurrent.keptIn(scope.access().target(), file.scope());
    List<PlannedObject> plan = new ArrayList<>();
    try (Connection connection = PgServer.of(scope.access()).connect(file.scope())) {
      Map<String, Tables.Table> now = new TreeMap<>(Tables.of(connection, file.scope()));
      for (ObjectFact object : ExtensionTables.without(file)) {
        if (object.name().equals(PgNames.largeObjects(file.scope()))) {
          long count = Tables.largeObjects(connection);
          plan.add(
              own
                  ? PlannedObject.skipped(object.name(), count, object.count(), OWN)
                  : new PlannedObject(object.name(), count, object.count(), Action.REPLACE));
          continue;
        }
        Tables.Table table = now.remove(object.name());
        Long count = table == null ? null : Tables.count(connection, table, COUNT_MILLIS);
        boolean keep = table != null && CurrentTables.concerns(table, kept);
        plan.add(
            own || keep
                ? PlannedObject.skipped(
                    object.name(), count, object.count(), own ? OWN : KeepCurrentSettings.REASON)
                : new PlannedObject(
                    object.name(),
                    count,
                    object.count(),
                    table == null ? Action.CREATE : Action.REPLACE));
      }
      for (Map.Entry<String, Tables.Table> each : now.entrySet()) {
        long count = Tables.count(connection, each.getValue(), COUNT_MILLIS);
        plan.add(new PlannedObject(each.getKey(), count, null, own ? Action.KEEP : Action.DROP));
      }
    }
    return plan;
  }
}
