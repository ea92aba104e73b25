package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a database is before it is damaged and after its restore, looked at without the product:
 * {@code pg_dump --schema-only}, a hash of each table's rows, the states of sequences, large
 * objects, and what the server knows of the database itself. Over every kind of object there is.
 */
class PostgresqlComparisonTest {

  private static final String DATABASE = "cmp Odd.\"name\" 'of' a=\\b";

  /** What a session of the application must not lend to one of ours. */
  private static final List<String> SETTINGS =
      List.of(
          "search_path = app, public",
          "default_transaction_read_only = on",
          "default_transaction_isolation = 'serializable'",
          "statement_timeout = 1",
          "lock_timeout = 1",
          "idle_session_timeout = 1",
          "idle_in_transaction_session_timeout = 1",
          "session_replication_role = replica",
          "row_security = on",
          "array_nulls = off",
          "transform_null_equals = on",
          "quote_all_identifiers = on",
          "bytea_output = escape",
          "DateStyle = 'German, DMY'",
          "IntervalStyle = sql_standard",
          "TimeZone = 'Asia/Kolkata'",
          "extra_float_digits = -15",
          "standard_conforming_strings = off",
          "xmloption = document",
          "client_encoding = 'LATIN1'",
          "default_text_search_config = 'pg_catalog.german'",
          "default_tablespace = 'cmp_space'",
          "role = 'cmp_reader'",
          "work_mem = '77MB'",
          "my.own = 'it''s \\ \"mine\"'");

  @BeforeEach
  void make() throws IOException {
    clean();
    Round.role("cmp_owner", "");
    Round.role("cmp_reader", "");
    if (Round.rows("template1", "SELECT 1 FROM pg_tablespace WHERE spcname = 'cmp_space'")
        .isEmpty()) {
      Round.run(
          "template1",
          "SET allow_in_place_tablespaces = on",
          "CREATE TABLESPACE cmp_space LOCATION ''");
    }
    Round.create(
        DATABASE,
        "OWNER cmp_owner ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TABLESPACE cmp_space");
    try (InputStream sql = getClass().getResourceAsStream("/postgresql/every-kind.sql")) {
      Round.run(DATABASE, new String(Objects.requireNonNull(sql).readAllBytes(), UTF_8));
    }
    String database = Round.quoted(DATABASE);
    List<String> statements = new ArrayList<>();
    statements.add("COMMENT ON DATABASE " + database + " IS 'the books\\ of ''all'''");
    statements.add("REVOKE TEMPORARY ON DATABASE " + database + " FROM PUBLIC");
    statements.add(
        "GRANT CONNECT, CREATE ON DATABASE " + database + " TO cmp_reader WITH GRANT OPTION");
    SETTINGS.forEach(each -> statements.add("ALTER DATABASE " + database + " SET " + each));
    statements.add(
        "ALTER ROLE cmp_reader IN DATABASE "
            + database
            + " SET search_path = \"$user\", \"odd one\", app");
    statements.add("ALTER ROLE cmp_reader IN DATABASE " + database + " SET work_mem = '66MB'");
    statements.add("ALTER DATABASE " + database + " CONNECTION LIMIT 17");
    statements.add("ALTER DATABASE " + database + " IS_TEMPLATE true");
    Round.run("template1", statements.toArray(String[]::new));
  }

  @AfterEach
  void clean() {
    Round.drop(DATABASE);
    for (String each :
        Round.rows("template1", "SELECT datname FROM pg_database WHERE datname LIKE 'ox\\_%'")) {
      Round.drop(each);
    }
  }

  @Test
  void whatWasDroppedIsBackAsItWas() throws Exception {
    Map<String, String> before = picture();
    Round round = new Round("cmp Odd*");
    Dump dump = round.dump();
    assertThat(Round.names(dump.leftOut(), true)).isEmpty();
    clean();

    assertThat(round.restored(dump, "20010203_000001", DATABASE)).isEmpty();

    assertThat(picture()).isEqualTo(before);
  }

  @Test
  void whatWasDamagedIsBackAsItWasAndNothingRemains() throws Exception {
    Map<String, String> before = picture();
    Round round = new Round("cmp Odd*");
    Dump dump = round.dump();
    String database = Round.quoted(DATABASE);
    Round.run(
        DATABASE,
        "DROP EVENT TRIGGER cmp_ddl",
        "DELETE FROM app.kinds WHERE id < 50",
        "DROP TABLE app.parts CASCADE",
        "DROP FUNCTION app.known CASCADE",
        "ALTER TABLE app.child ADD COLUMN extra int",
        "SELECT setval('app.used', 1)",
        "SELECT lo_unlink(4711)",
        "CREATE TABLE app.extra (k int)");
    Round.run(
        "template1",
        "COMMENT ON DATABASE " + database + " IS NULL",
        "ALTER DATABASE " + database + " RESET ALL",
        "ALTER ROLE cmp_reader IN DATABASE " + database + " RESET ALL",
        "ALTER DATABASE " + database + " CONNECTION LIMIT 3",
        "ALTER DATABASE " + database + " OWNER TO cmp_reader",
        "ALTER DATABASE " + database + " SET TABLESPACE pg_default",
        "REVOKE ALL ON DATABASE " + database + " FROM cmp_reader");
    assertThat(picture()).isNotEqualTo(before);

    assertThat(round.restored(dump, "20010203_000002", DATABASE)).isEmpty();

    assertThat(picture()).isEqualTo(before);
    assertThat(
            Round.rows("template1", "SELECT datname FROM pg_database WHERE datname LIKE 'ox\\_%'"))
        .isEmpty();
  }

  private static Map<String, String> picture() throws Exception {
    Map<String, String> picture = new TreeMap<>();
    picture.put("definitions", definitions());
    for (String each :
        Round.rows(
            DATABASE,
            """
            SELECT format('%I.%I', n.nspname, c.relname),
              (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attname) FROM pg_attribute
                WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm') AND c.relispopulated
              AND n.nspname !~ '^pg_|^information_schema$'
            """)) {
      String table = each.substring(0, each.lastIndexOf('|'));
      String columns = each.substring(each.lastIndexOf('|') + 1);
      picture.put(
          "rows of " + table,
          Round.rows(
                  DATABASE,
                  """
                  SELECT count(*), md5(string_agg(row, ',' ORDER BY row COLLATE "C"))
                  FROM (SELECT md5(ROW(%s)::text) AS row FROM ONLY %s) r\
                  """
                      .formatted(columns.equals("null") ? "" : columns, table))
              .toString());
    }
    picture.put(
        "sequences",
        Round.rows(DATABASE, "SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences")
            .stream()
            .sorted()
            .map(each -> each + Round.rows(DATABASE, "SELECT last_value, is_called FROM " + each))
            .toList()
            .toString());
    picture.put(
        "large objects",
        Round.rows(
                DATABASE,
                """
                SELECT oid, md5(lo_get(oid)), pg_get_userbyid(lomowner), lomacl,
                  obj_description(oid, 'pg_largeobject')
                FROM pg_largeobject_metadata ORDER BY oid\
                """)
            .toString());
    picture.put(
        "populated",
        Round.rows(DATABASE, "SELECT matviewname, ispopulated FROM pg_matviews ORDER BY 1")
            .toString());
    picture.put(
        "extensions",
        Round.rows(DATABASE, "SELECT extname, extversion FROM pg_extension ORDER BY 1").toString());
    String name = "'" + DATABASE.replace("'", "''") + "'";
    picture.put(
        "database",
        Round.rows(
                "template1",
                """
                SELECT to_jsonb(d) - '{oid,datdba,dattablespace,datfrozenxid,datminmxid,datcollversion,datacl}'::text[],
                  (SELECT array_agg(acl::text ORDER BY acl::text) FROM unnest(datacl) acl),
                  pg_get_userbyid(datdba), spcname, shobj_description(d.oid, 'pg_database')
                FROM pg_database d JOIN pg_tablespace t ON t.oid = dattablespace WHERE datname = %s\
                """
                    .formatted(name))
            .toString());
    picture.put(
        "settings",
        Round.rows(
                "template1",
                """
                SELECT setrole::regrole, setting FROM pg_db_role_setting s
                JOIN pg_database d ON d.oid = setdatabase, unnest(setconfig) AS u(setting)
                WHERE datname = %s ORDER BY 1, 2\
                """
                    .formatted(name))
            .toString());
    return picture;
  }

  /** What pg_dump writes, but for what it makes up each time. */
  private static String definitions() throws Exception {
    PgServer server =
        PgServer.of(new EngineAccess("x", new Secret(TestEngines.shared().postgres().backupUri())));
    ProcessBuilder builder =
        new ProcessBuilder(
            new Programs(new PostgresqlSettings(null)).folderFor(15).resolve("pg_dump").toString(),
            "--schema-only",
            "--dbname=dbname='" + DATABASE.replace("\\", "\\\\").replace("'", "\\'") + "'");
    builder.environment().putAll(server.address().environment());
    builder
        .environment()
        .put(
            "PGOPTIONS",
            "-c role=none -c quote_all_identifiers=off -c idle_session_timeout=0"
                + " -c statement_timeout=0");
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text.lines()
        .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
        // PostgreSQL sets these otherwise when it has read its own text.
        .map(line -> line.replaceAll("::(text|character varying)(\\[])?|[()]", ""))
        .collect(Collectors.joining("\n"));
  }
}
