package io.orchestratex.backup.engine.postgresql;

import java.sql.Connection;
import java.sql.SQLException;

/** Whether a user has put something into a database that the server itself comes with. */
final class UserObjects {

  private UserObjects() {}

  /** Whether the server makes a database of this name for itself. */
  static boolean isServersOwn(String database) {
    return database.equals("postgres") || database.equals("template1");
  }

  /**
   * Whether it has objects that are no extension's, or large objects.
   *
   * @param connection to the database
   */
  static boolean in(Connection connection) throws SQLException {
    return "t"
        .equals(
            PgServer.strings(
                    connection,
                    """
                    SELECT EXISTS (SELECT 1 FROM pg_largeobject_metadata) OR EXISTS (
                      SELECT 1 FROM (
                        SELECT 'pg_class'::regclass AS of, oid FROM pg_class
                          WHERE relkind NOT IN ('i', 'I', 't') AND relpersistence <> 't'
                        UNION ALL SELECT 'pg_proc'::regclass, oid FROM pg_proc
                        UNION ALL SELECT 'pg_type'::regclass, oid FROM pg_type
                        UNION ALL SELECT 'pg_namespace'::regclass, oid FROM pg_namespace
                          WHERE nspname NOT LIKE 'pg\\_%'
                        UNION ALL SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
                        UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication
                        UNION ALL SELECT 'pg_subscription'::regclass, s.oid
                          FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
                          WHERE d.datname = current_database()
                        UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
                        UNION ALL SELECT 'pg_default_acl'::regclass, oid FROM pg_default_acl) o
                      WHERE o.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_depend d
                        WHERE d.classid = o.of AND d.objid = o.oid
                          AND d.deptype IN ('e', 'i')))\
                    """)
                .getFirst());
  }
}
