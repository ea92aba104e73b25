package io.orchestratex.backup.engine.postgresql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions of a database. While it has one it cannot be dropped, and while one is enabled the
 * server keeps a session in it.
 */
final class Subscriptions {

  /** Attribute of a file, and datum of a move: names of those that were enabled. */
  static final String ENABLED = "enabled_subscriptions";

  private static final JsonMapper JSON = new JsonMapper();

  private Subscriptions() {}

  /** Those of the database that are enabled; none where we may not look. */
  static List<String> enabledIn(Connection connection, String database) throws SQLException {
    return PgServer.strings(
        connection,
        """
        SELECT subname FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid
        WHERE datname = ? AND subenabled ORDER BY 1\
        """,
        database);
  }

  static String json(List<String> names) {
    try {
      return JSON.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Names under {@link #ENABLED}. */
  static List<String> enabled(Map<String, String> attributes) {
    return names(attributes.get(ENABLED));
  }

  private static List<String> names(@Nullable String json) {
    try {
      return json == null ? List.of() : JSON.readValue(json, new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the subscriptions of a database are no JSON", e);
    }
  }

  /**
   * Enables or disables.
   *
   * @param connection to the database
   */
  static void set(Connection connection, List<String> names, boolean enabled) throws SQLException {
    List<String> there =
        PgServer.strings(
            connection,
            """
            SELECT subname FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid
            WHERE datname = current_database()\
            """);
    for (String each : names) {
      if (there.contains(each)) {
        PgServer.execute(
            connection,
            "ALTER SUBSCRIPTION " + PgServer.identifier(each) + (enabled ? " ENABLE" : " DISABLE"));
      }
    }
  }

  /**
   * Removes all of a database that is to be dropped, and leaves the slots at their publishers: the
   * restored subscriptions go on with them.
   *
   * @param connection to the database
   */
  static void detach(Connection connection) throws SQLException {
    for (String each :
        PgServer.strings(
            connection,
            """
            SELECT subname FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid
            WHERE datname = current_database()\
            """)) {
      String name = PgServer.identifier(each);
      PgServer.execute(connection, "ALTER SUBSCRIPTION " + name + " DISABLE");
      PgServer.execute(connection, "ALTER SUBSCRIPTION " + name + " SET (slot_name = NONE)");
      PgServer.execute(connection, "DROP SUBSCRIPTION " + name);
    }
  }
}
