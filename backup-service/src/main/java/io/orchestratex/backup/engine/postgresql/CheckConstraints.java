package io.orchestratex.backup.engine.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Check constraints of tables, and of the domains of their columns, that stand in the way of the
 * rows: one may look something up in a table that is not loaded yet, or be broken by rows that were
 * there before it. They are taken away, and added again after the data.
 */
final class CheckConstraints {

  /** Tables and what they inherit from, the farthest ancestors first. */
  private static final String OF_TABLES =
      """
      WITH RECURSIVE up(oid, depth) AS (
        SELECT name::regclass::oid, 0 FROM unnest(?::text[]) AS given(name)
        UNION ALL
        SELECT inhparent, depth + 1 FROM up JOIN pg_inherits i ON i.inhrelid = up.oid)
      SELECT 'TABLE', conrelid::regclass::text, conname, pg_get_constraintdef(c.oid),
        obj_description(c.oid, 'pg_constraint'), n.nspname, r.relname
      FROM pg_constraint c JOIN (SELECT oid, max(depth) AS depth FROM up GROUP BY oid) t
        ON t.oid = conrelid
      JOIN pg_class r ON r.oid = conrelid JOIN pg_namespace n ON n.oid = r.relnamespace
      WHERE contype = 'c' AND conislocal ORDER BY t.depth DESC, c.oid\
      """;

  private static final String OF_DOMAINS =
      """
      WITH RECURSIVE types(oid) AS (
        SELECT atttypid FROM pg_attribute JOIN unnest(?::text[]) AS given(name)
          ON attrelid = name::regclass WHERE attnum > 0 AND NOT attisdropped
        UNION
        SELECT part FROM types JOIN pg_type t ON t.oid = types.oid, LATERAL (
          SELECT t.typbasetype UNION ALL SELECT t.typelem UNION ALL
          SELECT atttypid FROM pg_attribute
            WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped) parts(part)
        WHERE part <> 0)
      SELECT 'DOMAIN', contypid::regtype::text, conname, pg_get_constraintdef(c.oid),
        obj_description(c.oid, 'pg_constraint'), n.nspname, y.typname
      FROM pg_constraint c JOIN types ON types.oid = contypid
      JOIN pg_type y ON y.oid = contypid JOIN pg_namespace n ON n.oid = y.typnamespace
      WHERE contype = 'c' ORDER BY c.oid\
      """;

  private final Connection connection;
  private final List<Constraint> constraints = new ArrayList<>();

  CheckConstraints(Connection connection) {
    this.connection = connection;
  }

  /**
   * One of them.
   *
   * @param on {@code TABLE} or {@code DOMAIN}
   * @param of what it is of, ready for SQL
   */
  record Constraint(
      String on,
      String of,
      String name,
      String definition,
      @Nullable String comment,
      String schema,
      String object) {

    private String alter() {
      return "ALTER " + on + " " + of;
    }

    private String drop() {
      return alter() + " DROP CONSTRAINT " + PgServer.identifier(name);
    }

    private String add(String more) {
      return alter() + " ADD CONSTRAINT " + PgServer.identifier(name) + " " + definition + more;
    }

    private @Nullable String describe() {
      return comment == null
          ? null
          : "COMMENT ON CONSTRAINT %s ON %s%s IS %s"
              .formatted(
                  PgServer.identifier(name),
                  on.equals("DOMAIN") ? "DOMAIN " : "",
                  of,
                  PgServer.literal(comment));
    }
  }

  /**
   * Takes them away.
   *
   * @param tables names, ready for SQL
   */
  void drop(List<String> tables) throws SQLException {
    constraints.addAll(select(OF_TABLES, tables));
    constraints.addAll(select(OF_DOMAINS, tables));
    for (Constraint each : constraints) {
      PgServer.execute(connection, each.drop());
    }
  }

  private List<Constraint> select(String sql, List<String> tables) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("text", tables.toArray()));
      List<Constraint> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(
              new Constraint(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  row.getString(7)));
        }
      }
      return found;
    }
  }

  /**
   * Adds them again, those of heirs first, as their ancestors' are merged with them.
   *
   * @param paths where names without a schema may be looked for, each tried in turn
   * @return those that the rows break, which were added NOT VALID, and those that could not be
   *     added at all, with the server's reason
   */
  Map<Constraint, String> add(List<String> paths) throws SQLException {
    Map<Constraint, String> deviating = new LinkedHashMap<>();
    for (Constraint each : constraints.reversed()) {
      @Nullable SQLException refused = null;
      for (String path : paths) {
        refused = added(each.add(""), path);
        if (refused == null) {
          break;
        }
      }
      if (refused != null) {
        boolean held = added(each.add(" NOT VALID"), "") == null;
        String reason = PgServer.reason(refused);
        deviating.put(
            each,
            held
                ? "it was added NOT VALID, because rows break it: " + reason
                : "it could not be added: " + reason);
      }
      String description = each.describe();
      if (description != null) {
        added(description, "");
      }
    }
    return deviating;
  }

  private @Nullable SQLException added(String statement, String path) throws SQLException {
    PgServer.strings(connection, "SELECT pg_catalog.set_config('search_path', ?, false)", path);
    try {
      PgServer.execute(connection, statement);
      return null;
    } catch (SQLException e) {
      if (connection.isValid(5)) {
        return e;
      }
      throw e;
    } finally {
      if (!path.isEmpty() && connection.isValid(5)) {
        PgServer.strings(connection, "SELECT pg_catalog.set_config('search_path', '', false)");
      }
    }
  }
}
