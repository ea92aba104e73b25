package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a restore would do to one database, and what stands in its way. */
final class DatabasePlan {

  private static final String OWN =
      "stays as it is: backup-service keeps this restore in the same database";

  /**
   * How long counting may take, the tables of all databases together; what is not counted by then
   * is estimated.
   */
  private static final Duration COUNTING = Duration.ofSeconds(5);

  private final PgServer server;
  private final Connection connection;
  private final DumpedFile file;
  private final Set<String> kept;
  private final boolean own;
  private final long counted;
  private final List<PlannedObject> objects = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> obstacles = new ArrayList<>();
  private boolean exists;
  private boolean replaces;

  /**
   * @param connection to the server
   * @param kept names of tables that stay as they are
   * @param own whether backup-service keeps its jobs in it
   * @param counted when counting ends, as of {@link #endOfCounting()}
   */
  DatabasePlan(
      PgServer server,
      Connection connection,
      DumpedFile file,
      Set<String> kept,
      boolean own,
      long counted) {
    this.server = server;
    this.connection = connection;
    this.file = file;
    this.kept = kept;
    this.own = own;
    this.counted = counted;
  }

  /** When a plan that is begun now stops counting, in the terms of {@link System#nanoTime()}. */
  static long endOfCounting() {
    return System.nanoTime() + COUNTING.toNanos();
  }

  DatabasePlan make() throws SQLException {
    String database = file.scope();
    if (own) {
      warnings.add("backup-service's own database " + database + " stays as it is.");
    } else {
      obstacles.addAll(Requirements.of(file.attributes()).missing(connection, database));
      live(database);
    }
    List<String> open =
        PgServer.strings(
            connection, "SELECT datallowconn::text FROM pg_database WHERE datname = ?", database);
    exists = !open.isEmpty();
    replaces = !own && exists;
    if (exists && !TableSelection.of(file).isEmpty()) {
      obstacles.add(
          "database %s exists, and single tables go into a database of their own; give it another name: --as OLD=NEW."
              .formatted(database));
    }
    if (open.isEmpty()) {
      ExtensionTables.without(file)
          .forEach(o -> objects.add(new PlannedObject(o.name(), null, o.count(), Action.CREATE)));
    } else if (open.getFirst().equals("false")) {
      if (!own) {
        obstacles.add(
            "database %s allows no connections, so no backup holds what it has now; ALTER DATABASE %s ALLOW_CONNECTIONS true, then ask for a new plan."
                .formatted(database, PgServer.identifier(database)));
      }
      ExtensionTables.without(file)
          .forEach(o -> objects.add(new PlannedObject(o.name(), null, o.count(), Action.REPLACE)));
    } else {
      compared(database);
    }
    return this;
  }

  /** What the live database has that no restore can put aside or bring back. */
  private void live(String database) throws SQLException {
    for (String each :
        PgServer.strings(
            connection, "SELECT gid FROM pg_prepared_xacts WHERE database = ?", database)) {
      obstacles.add(
          "database %s has the prepared transaction %s, and cannot be replaced before it ends; COMMIT PREPARED or ROLLBACK PREPARED it."
              .formatted(database, each));
    }
    for (String each :
        PgServer.strings(
            connection,
            "SELECT slot_name FROM pg_replication_slots WHERE database = ? AND NOT temporary",
            database)) {
      warnings.add(
          "replication slot %s of database %s goes with the previous data; make it again and let its consumer begin anew."
              .formatted(each, database));
    }
    for (String each : Subscriptions.enabled(file.attributes())) {
      warnings.add(
          "subscription %s of database %s comes back disabled; ALTER SUBSCRIPTION … ENABLE starts it."
              .formatted(each, database));
    }
  }

  private void compared(String database) throws SQLException {
    try (Connection inside = server.connect(database)) {
      Map<String, Tables.Table> now = new TreeMap<>(Tables.of(inside, database));
      long large = Tables.largeObjects(inside);
      for (ObjectFact object : ExtensionTables.without(file)) {
        if (object.name().equals(PgNames.largeObjects(database))) {
          planned(
              object,
              large == 0 ? null : Long.valueOf(large),
              false,
              large == 0 ? Action.CREATE : Action.REPLACE);
          large = 0;
          continue;
        }
        Tables.Table table = now.remove(object.name());
        planned(
            object,
            table == null ? null : Tables.count(inside, table, counted),
            table != null && CurrentTables.concerns(table, kept),
            table == null ? Action.CREATE : Action.REPLACE);
      }
      if (large > 0) {
        dropped(PgNames.largeObjects(database), large);
      }
      List<String> unread = UnreadableTables.of(file.attributes());
      for (Map.Entry<String, Tables.Table> each : now.entrySet()) {
        if (!own && unread.contains(each.getKey())) {
          obstacles.add(
              "table %s is not in the backup, because the account of the target could not read it, and would go with its database; let the account read it and back up again, or drop it."
                  .formatted(each.getKey()));
        }
        dropped(each.getKey(), Tables.count(inside, each.getValue(), counted));
      }
    }
  }

  private void dropped(String name, long count) {
    objects.add(new PlannedObject(name, count, null, own ? Action.KEEP : Action.DROP));
  }

  private void planned(ObjectFact object, @Nullable Long count, boolean keep, Action action) {
    objects.add(
        own || keep
            ? PlannedObject.skipped(
                object.name(), count, object.count(), own ? OWN : KeepCurrentSettings.REASON)
            : new PlannedObject(object.name(), count, object.count(), action));
  }

  /** Whether there is a database of that name now. */
  boolean exists() {
    return exists;
  }

  /** Whether a database that exists would be replaced. */
  boolean replaces() {
    return replaces;
  }

  List<PlannedObject> objects() {
    return objects;
  }

  List<String> warnings() {
    return warnings;
  }

  List<String> obstacles() {
    return obstacles;
  }
}
