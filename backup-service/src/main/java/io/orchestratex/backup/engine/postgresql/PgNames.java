package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.RestoreScope;
import java.util.Optional;

/** What tables are called in manifests and plans. */
final class PgNames {

  /** Databases that a restore makes, and the old ones it moves aside. */
  static final String BESIDE = "ox_restore_";

  static final String OLD = "ox_old_";

  private PgNames() {}

  /** {@code database.schema.table}, with what holds a dot or a quote in quotes. */
  static String table(String database, String schema, String table) {
    return part(database) + "." + part(schema) + "." + part(table);
  }

  /** What all large objects of a database are called together. */
  static String largeObjects(String database) {
    return part(database) + ".(large objects)";
  }

  static String part(String name) {
    return name.indexOf('.') >= 0 || name.indexOf('"') >= 0
        ? '"' + name.replace("\"", "\"\"") + '"'
        : name;
  }

  /** Whether a restore made it, in whatever attempt. */
  static boolean isTemporaryOf(String database, String restoreId) {
    return database.startsWith(BESIDE + restoreId + "_")
        || database.startsWith(OLD + restoreId + "_");
  }

  /** The restore that made a temporary database; empty for any other. */
  static Optional<String> restoreOf(String database) {
    return RestoreScope.restoreOf(database, BESIDE, OLD);
  }

  /** Whether some restore made it; a user's database may begin with the same letters. */
  static boolean isTemporary(String database) {
    return restoreOf(database).isPresent();
  }
}
