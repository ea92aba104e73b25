package io.orchestratex.backup.engine.postgresql;

import io.micronaut.context.annotation.Value;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Expiry;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.PlumbingSettings;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.backup.engine.SwapStep;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * PostgreSQL from 12 on, by its own pg_dump and pg_restore. Roles and tablespaces, which belong to
 * the whole server, are not part of a backup.
 */
@Singleton
final class PostgresqlEngine implements BackupEngine {

  private static final int OLDEST_SERVER = 14;

  private static final int COUNT_MILLIS = 5_000;

  /** Dropping waits for a checkpoint. */
  private static final Duration DROP_LIMIT = Duration.ofMinutes(2);

  private final Programs programs;
  private final Set<String> plumbing;
  private final ScopeSettings scope;
  private final String ownDatabase;

  /**
   * @param ownUrl where backup-service keeps its jobs; that database is backed up and never
   *     replaced
   */
  PostgresqlEngine(
      Programs programs,
      PlumbingSettings settings,
      ScopeSettings scope,
      @Value("${datasources.default.url:}") String ownUrl) {
    this.programs = programs;
    this.plumbing = settings.names();
    this.scope = scope;
    String path = ownUrl.contains("?") ? ownUrl.substring(0, ownUrl.indexOf('?')) : ownUrl;
    this.ownDatabase = path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public String name() {
    return "postgresql";
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

  private Path programsFor(Connection connection) throws SQLException {
    return programs.folderFor(connection.getMetaData().getDatabaseMajorVersion());
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
      Path folder = programsFor(connection);
      List<String> databases = databases(connection);
      monitor.expect(size(connection, databases));
      List<DumpedFile> files = new ArrayList<>();
      DatabaseDump dump = new DatabaseDump(server, folder, monitor);
      for (String database : databases) {
        monitor.checkpoint();
        if (DatabaseSwap.oid(connection, database) != null) { // Else dropped since we asked.
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
    return new CustomArchive(file, monitor).read();
  }

  /** Files to restore and what their databases are called beside. */
  private Map<DumpedFile, String> wanted(RestoreScope scope) {
    Map<DumpedFile, String> wanted = new LinkedHashMap<>();
    int number = 0;
    for (DumpedFile file : scope.files()) {
      number++;
      if (isWanted(scope, file)) {
        wanted.put(file, PgNames.BESIDE + scope.prefix() + number);
      }
    }
    return wanted;
  }

  private boolean isWanted(RestoreScope scope, DumpedFile file) {
    List<String> databases = scope.selection().databases();
    return !file.scope().equals(ownDatabase)
        && (databases.isEmpty() || databases.contains(file.scope()));
  }

  @Override
  public List<PlannedObject> plan(RestoreScope scope) {
    PgServer server = PgServer.of(scope.access());
    List<PlannedObject> plan = new ArrayList<>();
    try (Connection connection = server.connect()) {
      List<String> databases = databases(connection);
      for (DumpedFile file : scope.files()) {
        List<String> named = scope.selection().databases();
        if (!named.isEmpty() && !named.contains(file.scope())) {
          continue;
        }
        plan.addAll(planned(server, file, databases.contains(file.scope())));
      }
    } catch (SQLException e) {
      throw PgServer.explained("PostgreSQL cannot be asked", e);
    }
    return plan;
  }

  private List<PlannedObject> planned(PgServer server, DumpedFile file, boolean exists)
      throws SQLException {
    if (!exists) {
      return ExtensionTables.without(file).stream()
          .map(o -> new PlannedObject(o.name(), null, o.count(), Action.CREATE))
          .toList();
    }
    boolean own = file.scope().equals(ownDatabase);
    List<PlannedObject> plan = new ArrayList<>();
    try (Connection connection = server.connect(file.scope())) {
      Map<String, Tables.Table> now = new TreeMap<>(Tables.of(connection, file.scope()));
      for (ObjectFact object : ExtensionTables.without(file)) {
        if (object.name().equals(PgNames.largeObjects(file.scope()))) {
          long count = Tables.largeObjects(connection);
          plan.add(
              new PlannedObject(
                  object.name(), count, object.count(), own ? Action.SKIP : Action.REPLACE));
          continue;
        }
        Tables.Table table = now.remove(object.name());
        Long count = table == null ? null : Tables.count(connection, table, COUNT_MILLIS);
        boolean skip = own || (table != null && PlumbingCopy.concerns(table, plumbing));
        Action action = skip ? Action.SKIP : table == null ? Action.CREATE : Action.REPLACE;
        plan.add(new PlannedObject(object.name(), count, object.count(), action));
      }
      for (Map.Entry<String, Tables.Table> each : now.entrySet()) {
        long count = Tables.count(connection, each.getValue(), COUNT_MILLIS);
        plan.add(new PlannedObject(each.getKey(), count, null, own ? Action.KEEP : Action.DROP));
      }
    }
    return plan;
  }

  @Override
  public List<Expiry> load(RestoreScope scope, DumpSource source, ProgressMonitor monitor)
      throws IOException {
    PgServer server = PgServer.of(scope.access());
    try (Connection connection = server.connect()) {
      Path folder = programsFor(connection);
      Map<DumpedFile, String> wanted = wanted(scope);
      monitor.expect(
          wanted.keySet().stream()
              .flatMap(file -> file.objects().stream())
              .mapToLong(ObjectFact::bytes)
              .sum());
      BesideDatabase beside = new BesideDatabase(server, folder, monitor);
      for (Map.Entry<DumpedFile, String> each : wanted.entrySet()) {
        String live = each.getKey().scope();
        int limit =
            DatabaseSwap.oid(connection, live) == null
                ? DatabaseFacts.fromJson(each.getKey().attributes().get("database"))
                    .connectionLimit()
                : DatabaseSwap.limitOf(connection, live);
        beside.load(each.getKey(), each.getValue(), limit, source);
      }
      return List.of(); // PostgreSQL deletes nothing by itself.
    } catch (SQLException e) {
      monitor.checkpoint();
      throw PgServer.explained("loading failed", e);
    }
  }

  @Override
  public List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor) {
    PgServer server = PgServer.of(scope.access());
    BesideDatabase beside = new BesideDatabase(server, Path.of(""), monitor);
    List<ObjectFact> facts = new ArrayList<>();
    wanted(scope).forEach((file, name) -> facts.addAll(beside.measure(name, file.scope())));
    return facts;
  }

  @Override
  public List<SwapStep> swaps(RestoreScope scope) {
    try (Connection connection = PgServer.of(scope.access()).connect()) {
      List<SwapStep> steps = new ArrayList<>();
      for (Map.Entry<DumpedFile, String> each : wanted(scope).entrySet()) {
        String beside = each.getValue();
        String oid = DatabaseSwap.oid(connection, beside);
        if (oid == null) {
          throw new IllegalStateException(beside + " was not loaded");
        }
        String old = PgNames.OLD + beside.substring(PgNames.BESIDE.length());
        steps.add(new SwapStep("", each.getKey().scope(), beside, old, oid));
      }
      return steps;
    } catch (SQLException e) {
      throw PgServer.explained("PostgreSQL cannot be asked", e);
    }
  }

  @Override
  public void swap(RestoreScope scope, SwapStep step) {
    try {
      swapOf(scope).swap(step);
    } catch (SQLException e) {
      throw PgServer.explained("putting database " + step.live() + " in place failed", e);
    }
  }

  @Override
  public void unswap(RestoreScope scope, SwapStep step) {
    try {
      swapOf(scope).unswap(step);
    } catch (SQLException e) {
      throw PgServer.explained("putting database " + step.live() + " back failed", e);
    }
  }

  @Override
  public boolean inPlace(RestoreScope scope, SwapStep step) {
    try {
      return swapOf(scope).inPlace(step);
    } catch (SQLException e) {
      throw PgServer.explained("PostgreSQL cannot be asked", e);
    }
  }

  private DatabaseSwap swapOf(RestoreScope scope) {
    return new DatabaseSwap(PgServer.of(scope.access()), plumbing);
  }

  @Override
  public void enforce(RestoreScope scope, Expiry rule) {
    throw new IllegalArgumentException("PostgreSQL has no such rule");
  }

  @Override
  public List<String> leftovers(RestoreScope scope) {
    return all(scope.access()).stream()
        .filter(name -> PgNames.isTemporaryOf(name, scope.restoreId()))
        .toList();
  }

  private static List<String> all(EngineAccess access) {
    try (Connection connection = PgServer.of(access).connectBriefly()) {
      return PgServer.strings(connection, "SELECT datname FROM pg_database ORDER BY 1");
    } catch (SQLException e) {
      throw PgServer.explained("PostgreSQL cannot be asked", e);
    }
  }

  @Override
  public Set<String> restoresWithLeftovers(EngineAccess access) {
    return all(access).stream()
        .flatMap(name -> PgNames.restoreOf(name).stream())
        .collect(Collectors.toSet());
  }

  @Override
  public void remove(RestoreScope scope, String leftover) {
    if (!PgNames.isTemporaryOf(leftover, scope.restoreId())) {
      throw new IllegalArgumentException(leftover + " is none of this restore's");
    }
    PgServer server = PgServer.of(scope.access());
    try (Connection connection = server.connectBriefly(server.database(), DROP_LIMIT)) {
      PgServer.execute(
          connection, "DROP DATABASE IF EXISTS " + PgServer.identifier(leftover) + " WITH (FORCE)");
    } catch (SQLException e) {
      throw PgServer.explained("removing database " + leftover + " failed", e);
    }
  }
}
