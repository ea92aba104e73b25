package io.orchestratex.backup.engine.postgresql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orchestratex.backup.engine.LeftOut;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tables and sequences that the account of a target may not read. pg_dump would give up the whole
 * database for one of them; they are left out, and so the backup is partial.
 *
 * @param tables names as in manifests, with the reason
 * @param options for pg_dump, so that it leaves them out
 * @param largeObjects whether the account may not read all large objects, which are one piece
 */
record UnreadableTables(Map<String, String> tables, List<String> options, boolean largeObjects) {

  /** Attribute of a file, only where there are some: their names. */
  static final String ATTRIBUTE = "unreadable_tables";

  private static final JsonMapper JSON = new JsonMapper();

  UnreadableTables {
    tables = Map.copyOf(tables);
    options = List.copyOf(options);
  }

  static UnreadableTables of(Connection connection, String database) throws SQLException {
    Map<String, String> tables = new java.util.TreeMap<>();
    List<String> options = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                SELECT n.nspname, c.relname, c.relkind = 'S',
                  has_schema_privilege(n.oid, 'USAGE')
                    AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(c.oid, 'SELECT')
                      ELSE has_table_privilege(c.oid, 'SELECT') END
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'S') AND c.relpersistence <> 't'
                  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                    AND d.objid = c.oid AND d.deptype = 'e')
                  AND (row_security_active(c.oid)
                    OR NOT has_schema_privilege(n.oid, 'USAGE')
                    OR NOT CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(c.oid, 'SELECT')
                      ELSE has_table_privilege(c.oid, 'SELECT') END)\
                """);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        String schema = row.getString(1);
        String name = row.getString(2);
        String sql = PgServer.identifier(schema) + "." + PgServer.identifier(name);
        tables.put(
            PgNames.table(database, schema, name),
            row.getBoolean(4)
                ? "a row level security policy hides rows of it from the account; give it BYPASSRLS"
                : "the account of the target may not read it; GRANT USAGE ON SCHEMA %s and GRANT SELECT ON %s%s to it"
                    .formatted(
                        PgServer.identifier(schema), row.getBoolean(3) ? "SEQUENCE " : "", sql));
        options.add("--exclude-table=" + sql);
      }
    }
    boolean largeObjects =
        "t"
            .equals(
                PgServer.strings(
                        connection,
                        """
                        SELECT current_setting('is_superuser') <> 'on'
                          AND EXISTS (SELECT 1 FROM pg_largeobject_metadata
                            WHERE NOT pg_has_role(lomowner, 'USAGE'))\
                        """)
                    .getFirst());
    if (largeObjects) {
      options.add("--no-blobs");
    }
    return new UnreadableTables(tables, options, largeObjects);
  }

  List<LeftOut> leftOut(String database) {
    List<LeftOut> all = new ArrayList<>();
    tables.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> all.add(LeftOut.failed("table", each.getKey(), each.getValue())));
    if (largeObjects) {
      all.add(
          LeftOut.failed(
              "large objects",
              PgNames.largeObjects(database),
              "the account of the target may not read all of them; make it a superuser or a member"
                  + " of their owners"));
    }
    return all;
  }

  /** For {@link #ATTRIBUTE}. */
  String json() {
    return json(List.copyOf(tables.keySet()));
  }

  static String json(List<String> names) {
    try {
      return JSON.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isEmpty() {
    return tables.isEmpty() && !largeObjects;
  }

  /** Names of those that a file does not hold for this reason. */
  static List<String> of(Map<String, String> attributes) {
    try {
      return JSON.readValue(
          attributes.getOrDefault(ATTRIBUTE, "[]"), new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the unreadable tables of a database are no JSON", e);
    }
  }
}
