package io.orchestratex.backup.engine.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Foreign keys that rows break. */
final class ForeignKeys {

  private ForeignKeys() {}

  /**
   * How many rows break a foreign key that was added NOT VALID, as a clause for a person.
   *
   * @param tag table and key, as an archive names them
   */
  static String broken(Connection connection, String schema, String tag) {
    try {
      List<String> counting =
          PgServer.strings(
              connection,
              """
              SELECT format('SELECT count(*) FROM ONLY %s k WHERE %s AND NOT EXISTS
                  (SELECT 1 FROM %s p WHERE %s)', conrelid::regclass,
                string_agg(format('k.%I IS NOT NULL', a.attname), ' AND '), confrelid::regclass,
                string_agg(format('p.%I = k.%I', b.attname, a.attname), ' AND '))
              FROM pg_constraint c JOIN pg_class r ON r.oid = conrelid
              JOIN pg_namespace n ON n.oid = r.relnamespace,
                unnest(conkey, confkey) AS u(k, f)
              JOIN pg_attribute a ON a.attnum = k JOIN pg_attribute b ON b.attnum = f
              WHERE contype = 'f' AND NOT convalidated AND n.nspname = ?
                AND r.relname || ' ' || conname = ?
                AND a.attrelid = conrelid AND b.attrelid = confrelid
              GROUP BY conrelid, confrelid\
              """,
              schema,
              tag);
      if (counting.isEmpty()) {
        return "";
      }
      return PgServer.strings(connection, counting.getFirst()).getFirst() + " rows break it; ";
    } catch (SQLException e) {
      return ""; // Its columns have an operator of their own; the server's reason names a row.
    }
  }
}
