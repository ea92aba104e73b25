package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.Loaded;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RenamedRestore;
import io.orchestratex.backup.engine.RestoreScope;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Loads each database under a temporary name and renames it. */
final class PostgresqlRestore implements RenamedRestore {

  /** Dropping waits for a checkpoint. */
  private static final Duration DROP_LIMIT = Duration.ofMinutes(2);

  private final Programs programs;
  private final KeepCurrentSettings keepCurrent;
  private final String ownDatabase;

  /**
   * @param ownDatabase where backup-service keeps its jobs; it is never replaced
   */
  PostgresqlRestore(Programs programs, KeepCurrentSettings keepCurrent, String ownDatabase) {
    this.programs = programs;
    this.keepCurrent = keepCurrent;
    this.ownDatabase = ownDatabase;
  }

  @Override
  public String namesOf(String restoreId) {
    return "databases that begin with %s%s_ (previous) and %s%s_ (loaded)"
        .formatted(PgNames.OLD, restoreId, PgNames.BESIDE, restoreId);
  }

  /** Files to restore and the temporary names of their databases. */
  private Map<DumpedFile, String> wanted(RestoreScope scope) {
    Map<DumpedFile, String> wanted = new LinkedHashMap<>();
    int number = 0;
    for (DumpedFile file : scope.files()) {
      number++;
      if (isWanted(scope, file)) {
        wanted.put(
            TableSelection.only(file, scope.selection()), PgNames.BESIDE + scope.prefix() + number);
      }
    }
    return wanted;
  }

  private boolean isWanted(RestoreScope scope, DumpedFile file) {
    return !file.scope().equals(ownDatabase) && isSelected(scope, file);
  }

  /** Whether something of a database is selected. */
  static boolean isSelected(RestoreScope scope, DumpedFile file) {
    List<String> databases = scope.selection().databases();
    List<String> tables = scope.selection().collections();
    return (databases.isEmpty() || databases.contains(file.scope()))
        && (tables.isEmpty()
            || file.objects().stream().anyMatch(each -> tables.contains(each.name())));
  }

  @Override
  public Loaded load(RestoreScope scope, DumpSource source, ProgressMonitor monitor)
      throws IOException {
    PgServer server = PgServer.of(scope.access());
    try (Connection connection = server.connect()) {
      int serverMajor = connection.getMetaData().getDatabaseMajorVersion();
      Map<DumpedFile, String> wanted = wanted(scope);
      monitor.expect(
          wanted.keySet().stream()
              .flatMap(file -> file.objects().stream())
              .mapToLong(ObjectFact::bytes)
              .sum());
      List<Deviation> deviations = new ArrayList<>();
      List<ObjectFact> rows = new ArrayList<>();
      for (Map.Entry<DumpedFile, String> each : wanted.entrySet()) {
        requireAll(connection, each.getKey());
        String reader = each.getKey().attributes().getOrDefault(DatabaseDump.READER, "0");
        Path folder = programs.folderFor(Math.max(serverMajor, Integer.parseInt(reader)));
        DatabaseLoad.Filled filled =
            new DatabaseLoad(server, folder, monitor, each.getKey(), each.getValue(), source).run();
        deviations.addAll(filled.deviations());
        rows.addAll(filled.rows());
      }
      return new Loaded(List.of(), deviations, rows); // PostgreSQL deletes nothing by itself.
    } catch (SQLException e) {
      monitor.checkpoint();
      throw PgServer.explained("loading failed", e);
    }
  }

  /** It may be another server than the one that was planned for, or a role has gone since. */
  private static void requireAll(Connection connection, DumpedFile file) throws SQLException {
    List<String> missing = Requirements.of(file.attributes()).missing(connection, file.scope());
    if (!missing.isEmpty()) {
      throw new EngineException("restore.requirement-missing", String.join(" ", missing));
    }
  }

  @Override
  public List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor) throws IOException {
    PgServer server = PgServer.of(scope.access());
    List<ObjectFact> facts = new ArrayList<>();
    try (Connection connection = server.connect()) {
      Path folder = programs.folderFor(connection.getMetaData().getDatabaseMajorVersion());
      BesideDatabase beside = new BesideDatabase(server, folder, monitor);
      for (Map.Entry<DumpedFile, String> each : wanted(scope).entrySet()) {
        facts.addAll(beside.measure(each.getKey(), each.getValue()));
      }
      return facts;
    } catch (SQLException e) {
      monitor.checkpoint();
      throw PgServer.explained("reading back failed", e);
    }
  }

  @Override
  public List<Move> moves(RestoreScope scope) {
    try (Connection connection = PgServer.of(scope.access()).connect()) {
      List<Move> moves = new ArrayList<>();
      for (Map.Entry<DumpedFile, String> each : wanted(scope).entrySet()) {
        String staged = each.getValue();
        String oid = DatabaseRenames.oid(connection, staged);
        if (oid == null) {
          throw new IllegalStateException(staged + " was not loaded");
        }
        String old = PgNames.OLD + staged.substring(PgNames.BESIDE.length());
        String live = each.getKey().scope();
        Integer limit =
            DatabaseRenames.oid(connection, live) == null
                ? null
                : Integer.valueOf(DatabaseRenames.limitOf(connection, live));
        List<String> subscriptions = Subscriptions.enabledIn(connection, live);
        boolean template =
            DatabaseFacts.fromJson(each.getKey().attributes().get("database")).template();
        moves.add(
            new DatabaseRename(live, staged, old, oid, limit, subscriptions, template).move());
      }
      return moves;
    } catch (SQLException e) {
      throw PgServer.explained("PostgreSQL cannot be asked", e);
    }
  }

  @Override
  public void apply(RestoreScope scope, Move move) {
    try {
      DatabaseRename rename = DatabaseRename.of(move);
      renames(scope, rename).apply(rename, scope.replaces());
    } catch (SQLException e) {
      throw PgServer.explained(move.text() + " failed", e);
    }
  }

  @Override
  public void undo(RestoreScope scope, Move move) {
    try {
      DatabaseRename rename = DatabaseRename.of(move);
      renames(scope, rename).undo(rename);
    } catch (SQLException e) {
      throw PgServer.explained("undoing \"" + move.text() + "\" failed", e);
    }
  }

  @Override
  public boolean isApplied(RestoreScope scope, Move move) {
    try {
      DatabaseRename rename = DatabaseRename.of(move);
      return renames(scope, rename).isApplied(rename);
    } catch (SQLException e) {
      throw PgServer.explained("PostgreSQL cannot be asked", e);
    }
  }

  private DatabaseRenames renames(RestoreScope scope, DatabaseRename rename) {
    return new DatabaseRenames(
        PgServer.of(scope.access()), keepCurrent.keptIn(scope.access().target(), rename.live()));
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
      throw new IllegalArgumentException(leftover + " is not one of this restore's");
    }
    PgServer server = PgServer.of(scope.access());
    try (Connection connection = server.connectBesides(leftover, DROP_LIMIT)) {
      if (DatabaseRenames.oid(connection, leftover) == null) {
        return;
      }
      prepareDrop(server, connection, leftover);
      PgServer.execute(
          connection, "DROP DATABASE IF EXISTS " + PgServer.identifier(leftover) + " WITH (FORCE)");
    } catch (SQLException e) {
      throw PgServer.explained("removing database " + leftover + " failed", e);
    }
  }

  /** Takes away what a database must not have, or be, when it is dropped. */
  private static void prepareDrop(PgServer server, Connection connection, String leftover)
      throws SQLException {
    boolean subscribed =
        !PgServer.strings(
                connection,
                """
                SELECT subname FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid
                WHERE datname = ?\
                """,
                leftover)
            .isEmpty();
    if (leftover.startsWith(PgNames.OLD)) { // The previous one may have been a template.
      PgServer.execute(
          connection, "ALTER DATABASE " + PgServer.identifier(leftover) + " IS_TEMPLATE false");
    }
    if (subscribed) {
      try (Connection inside = server.connectBriefly(leftover, DROP_LIMIT)) {
        Subscriptions.detach(inside);
      }
    }
  }
}
