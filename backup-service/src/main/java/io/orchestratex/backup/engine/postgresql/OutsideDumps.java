package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.LeftOut;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** What pg_dump never takes, as far as there is any of it: each with what to do. */
final class OutsideDumps {

  private OutsideDumps() {}

  /**
   * What belongs to the server as a whole.
   *
   * @param needed roles that must be there before a restore
   */
  static List<LeftOut> ofServer(Connection connection, Set<String> needed) throws SQLException {
    List<LeftOut> all = new ArrayList<>();
    all.add(
        LeftOut.byDesign(
            "roles",
            "roles",
            "roles with their passwords, memberships and settings belong to the server and not to a"
                + " database; keep the output of pg_dumpall --roles-only, and make them before a"
                + " restore on another server"
                + (needed.isEmpty() ? "." : ": " + String.join(", ", needed) + ".")));
    all.addAll(
        asked(
            connection,
            """
            SELECT 'tablespace', spcname, format('its place %s belongs to the server; make it with'
              ' CREATE TABLESPACE before a restore on another server.',
              quote_literal(pg_tablespace_location(oid)))
            FROM pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global') ORDER BY 2\
            """));
    all.addAll(
        asked(
            connection,
            """
            SELECT 'replication slot', slot_name, format('a %s slot%s is a place in the write-ahead'
              ' log of this server, which no backup can hold; after a restore make it again and let'
              ' its consumer begin anew.', slot_type, ' of database ' || database)
            FROM pg_replication_slots WHERE NOT temporary ORDER BY 2\
            """));
    // Newer than the oldest server that we know.
    if (!PgServer.strings(connection, "SELECT to_regclass('pg_parameter_acl')::text")
        .equals(Collections.singletonList(null))) {
      all.addAll(
          asked(
              connection,
              """
              SELECT 'privilege on a setting', parname, 'who may set it belongs to the server; keep'
                ' the output of pg_dumpall --globals-only and grant it again on another server.'
              FROM pg_parameter_acl ORDER BY 2\
              """));
    }
    return all;
  }

  /** Databases that no dump can be taken of. */
  static List<LeftOut> databases(Connection connection) throws SQLException {
    return asked(
        connection,
        """
        SELECT 'database', datname, CASE WHEN datconnlimit = -2
          THEN 'it is what an interrupted DROP DATABASE has left; drop it.'
          ELSE format('it does not allow connections, so it cannot be read; ALTER DATABASE %s'
            ' ALLOW_CONNECTIONS true, and back up again.', quote_ident(datname)) END
        FROM pg_database WHERE datname <> 'template0' AND (NOT datallowconn OR datconnlimit = -2)
        ORDER BY 2\
        """);
  }

  /** What a database has and its dump does not. */
  static List<LeftOut> ofDatabase(Connection connection, String database) throws SQLException {
    List<LeftOut> all = new ArrayList<>();
    String prefix = PgNames.part(database) + ".";
    for (LeftOut each :
        asked(
            connection,
            """
            SELECT CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' ELSE 'table' END,
              format('%I.%I', n.nspname, c.relname), format('pg_dump takes nothing of schema %s;'
                ' move it to a schema of its own.', n.nspname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid >= 16384 AND n.nspname IN ('pg_catalog', 'information_schema')
              AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND NOT EXISTS (
                SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                AND d.objid = c.oid AND d.deptype = 'e')
            UNION ALL
            SELECT 'function', format('%I.%I', n.nspname, p.proname), format('pg_dump takes nothing'
                ' of schema %s; move it to a schema of its own.', n.nspname)
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE p.oid >= 16384 AND n.nspname IN ('pg_catalog', 'information_schema')
              AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
                AND d.objid = p.oid AND d.deptype = 'e')
            UNION ALL
            SELECT 'rows of foreign table', format('%I.%I', n.nspname, c.relname), format('they are'
                ' on the server %s; back them up there.', s.srvname)
            FROM pg_foreign_table f JOIN pg_class c ON c.oid = f.ftrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_foreign_server s ON s.oid = f.ftserver
            UNION ALL
            SELECT 'subscription', s.subname, 'pg_dump takes subscriptions only as a superuser; keep'
              ' its CREATE SUBSCRIPTION.'
            FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
            WHERE d.datname = current_database() AND current_setting('is_superuser') <> 'on'
            ORDER BY 1, 2\
            """)) {
      all.add(LeftOut.byDesign(each.kind(), prefix + each.name(), each.reason()));
    }
    for (LeftOut each :
        asked(
            connection,
            """
            SELECT 'rows of table', format('%I.%I', n.nspname, c.relname), format('it belongs to'
                ' extension %s, which fills it itself; rows of yours in it are not in the dump.',
                e.extname)
            FROM pg_extension e JOIN pg_depend d ON d.refclassid = 'pg_extension'::regclass
              AND d.refobjid = e.oid AND d.deptype = 'e' AND d.classid = 'pg_class'::regclass
            JOIN pg_class c ON c.oid = d.objid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND pg_relation_size(c.oid) > 0
              AND NOT c.oid = ANY (COALESCE(e.extconfig, '{}')) ORDER BY 2\
            """)) {
      all.add(LeftOut.byDesign(each.kind(), prefix + each.name(), each.reason()));
    }
    return all;
  }

  private static List<LeftOut> asked(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      List<LeftOut> all = new ArrayList<>();
      while (row.next()) {
        all.add(LeftOut.byDesign(row.getString(1), row.getString(2), row.getString(3)));
      }
      return all;
    }
  }
}
