package io.orchestratex.backup.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.BackupEngineContract;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.postgresql.LibpqAddress;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.LongRunning;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

@LongRunning("each test dumps, loads and renames whole databases")
class PostgresqlEngineTest extends BackupEngineContract {

  private static final String PREFIX = "bkp" + UUID.randomUUID().toString().substring(0, 6) + "_";
  private static int number;

  private final PostgresqlEngine engine =
      new PostgresqlEngine(
          new Programs(new PostgresqlSettings(null)),
          new KeepCurrentSettings("outbox,inbox,leases,parked_events", "postgresql/services"),
          new ScopeSettings(PREFIX + "*"),
          "jdbc:postgresql://127.0.0.1/backup");

  private static PgServer server() {
    return PgServer.of(
        new EngineAccess("x", new Secret(TestEngines.shared().postgres().backupUri())));
  }

  @AfterAll
  static void clean() {
    try (Connection connection = server().connect()) {
      for (String name : PgServer.strings(connection, "SELECT datname FROM pg_database")) {
        if (name.startsWith(PREFIX)) {
          PgServer.execute(
              connection, "DROP DATABASE " + PgServer.identifier(name) + " WITH (FORCE)");
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected BackupEngine engine() {
    return engine;
  }

  @Override
  protected Secret uri() {
    return new Secret(TestEngines.shared().postgres().backupUri());
  }

  @Override
  protected String freshDatabase() {
    clean(); // A dump holds all that is in scope.
    String name = PREFIX + ++number + "odd";
    run("", "CREATE DATABASE " + PgServer.identifier(name) + " TEMPLATE template0");
    run("", "ALTER DATABASE " + PgServer.identifier(name) + " SET work_mem TO '5MB'");
    run("", "REVOKE ALL ON DATABASE " + PgServer.identifier(name) + " FROM PUBLIC");
    run("", "GRANT CONNECT ON DATABASE " + PgServer.identifier(name) + " TO pg_monitor");
    return name;
  }

  private static void run(String database, String sql) {
    PgServer server = server();
    try (Connection connection = database.isEmpty() ? server.connect() : server.connect(database)) {
      PgServer.execute(connection, "SET search_path = public");
      PgServer.execute(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  protected void fill(String database) {
    run(
        database,
        """
        CREATE TABLE kinds (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n numeric(12,4),
          f double precision, t text, b bytea, j jsonb, at timestamptz, i interval, a int[],
          u uuid, gone int, twice numeric GENERATED ALWAYS AS (n * 2) STORED);
        ALTER TABLE kinds DROP COLUMN gone;
        INSERT INTO kinds (n, f, t, b, j, at, i, a, u)
          SELECT g, g / 3.0::float8, E'tab\\t new\\nline \\\\. Grüße ' || g, decode('00ff5c', 'hex'),
            jsonb_build_object('k', g), '2026-03-29 02:30+02'::timestamptz + g * interval '1 hour',
            g * interval '1 day 2 hours', ARRAY[g, NULL, 2], gen_random_uuid()
          FROM generate_series(1, 500) g;
        INSERT INTO kinds (t) VALUES (NULL), (''), (E'\\\\.');
        CREATE INDEX by_t ON kinds (lower(t)) WHERE n > 3;
        CREATE TABLE empty (x int UNIQUE);
        CREATE SCHEMA "odd schema.with dot";
        CREATE TABLE "odd schema.with dot"."Tab ""le" ("Col umn" text);
        INSERT INTO "odd schema.with dot"."Tab ""le" VALUES ('x');
        CREATE TABLE none ();
        INSERT INTO none DEFAULT VALUES;
        CREATE TABLE large (t text);
        INSERT INTO large SELECT repeat(md5(g::text), 100000) FROM generate_series(1, 4) g;
        CREATE TABLE parts (k int, v text) PARTITION BY RANGE (k);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
        INSERT INTO parts VALUES (1, 'a');
        CREATE VIEW seen AS SELECT id FROM kinds WHERE n > 3;
        SELECT lo_from_bytea(0, 'a large object');
        CREATE TABLE "left" (k int PRIMARY KEY);
        CREATE TABLE "right" (k int PRIMARY KEY);
        """);
  }

  @Override
  protected void damage(String database) {
    run(
        database,
        """
        DELETE FROM kinds WHERE id < 300; UPDATE kinds SET t = 'changed' WHERE id = 400;
        DROP INDEX by_t; DROP TABLE large; INSERT INTO empty VALUES (1);
        """);
  }

  @Override
  protected String picture(String database) {
    PgServer server = server();
    TreeMap<String, String> picture = new TreeMap<>();
    try (Connection connection = server.connect(database)) {
      for (Tables.Table table : Tables.of(connection, database).values()) {
        picture.put(
            table.quoted(),
            table.columns()
                + PgServer.strings(
                    connection,
                    "SELECT COALESCE(string_agg(x::text, '|' ORDER BY x::text), '') FROM ONLY "
                        + table.quoted()
                        + " x"));
      }
      picture.put(
          "indexes",
          PgServer.strings(
                  connection,
                  """
                  SELECT indexdef FROM pg_indexes WHERE schemaname NOT LIKE 'pg\\_%' ORDER BY 1\
                  """)
              .toString());
      picture.put(
          "sequence",
          PgServer.strings(connection, "SELECT last_value::text FROM public.kinds_id_seq")
              .toString());
      DatabaseFacts facts = DatabaseFacts.of(connection, database);
      picture.put("database", facts.toJson());
      return picture.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected void writePair(String database, int pair) {
    run(
        database,
        "INSERT INTO public.\"left\" VALUES ("
            + pair
            + "); INSERT INTO public.\"right\" VALUES ("
            + pair
            + ")");
  }

  @Override
  protected List<String> pairObjects(String database) {
    return List.of(database + ".public.left", database + ".public.right");
  }

  @Test
  void timeoutsOfTheDatabaseItselfStopNeitherBackupNorRestore() throws IOException {
    for (String limit :
        List.of("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")) {
      run("", "ALTER DATABASE " + PgServer.identifier(database) + " SET " + limit + " TO 1");
    }
    String before = picture(database);
    Dump dump = dump();
    damage(database);

    RestoreScope scope = scope(dump, "20010101_000010");
    WayOfEngine way = way(scope);
    way.cleanUp();
    way.prepare();
    List<ObjectFact> measured = way.measured();
    way.apply();
    way.cleanUp();

    assertThat(measured).containsExactlyInAnyOrderElementsOf(dump.files().getFirst().objects());
    assertThat(picture(database)).isEqualTo(before);
  }

  @Test
  void theConfigurationOfAnExtensionIsDumpedAndNotCompared() throws IOException {
    run(
        database,
        """
        CREATE TABLE conf (k int); INSERT INTO conf VALUES (1); ALTER EXTENSION plpgsql ADD TABLE conf;
        UPDATE pg_extension SET extconfig = ARRAY['conf'::regclass::oid], extcondition = ARRAY['']
          WHERE extname = 'plpgsql';
        """);
    Dump dump = dump();

    assertThat(dump.files().getFirst().objects())
        .extracting(ObjectFact::name)
        .contains(database + ".public.conf");
    assertThat(engine.plan(scope(dump, "plan")).objects())
        .extracting(PlannedObject::name)
        .contains(database + ".public.kinds")
        .doesNotContain(database + ".public.conf");
  }

  @Test
  void aTableThatStaysLockedFailsTheDumpAndIsNamed() throws SQLException {
    PgServer server = server();
    try (Connection holder = server.connect(database);
        Connection connection = server.connect()) {
      holder.setAutoCommit(false);
      PgServer.execute(holder, "LOCK TABLE public.kinds IN ACCESS EXCLUSIVE MODE");
      DatabaseDump dump =
          new DatabaseDump(
              server,
              new Programs(new PostgresqlSettings(null))
                  .folderFor(connection.getMetaData().getDatabaseMajorVersion()),
              ProgressMonitor.NONE,
              Duration.ofMillis(200));

      assertThatThrownBy(() -> dump.write(database, _ -> OutputStream.nullOutputStream()))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("a client has locked a table of database " + database);

      holder.rollback();
    }
  }

  /** A role that may rename its own databases, but not end a superuser's session. */
  @Test
  void aDatabaseThatIsHeldIsNamedWithWhoHoldsIt() throws SQLException {
    String role = PREFIX + "plain";
    String beside = database + "_new";
    run("", "CREATE ROLE " + role + " LOGIN CREATEDB PASSWORD 'plain'");
    run("", "ALTER DATABASE " + PgServer.identifier(database) + " OWNER TO " + role);
    run("", "CREATE DATABASE " + PgServer.identifier(beside) + " OWNER " + role);
    PgServer all = server();
    PgServer plain =
        new PgServer(
            new LibpqAddress(
                all.address().hosts(),
                "postgres",
                role,
                new Secret("plain"),
                all.address().parameters()));
    try (Connection holder = all.connect(database);
        Connection connection = all.connect()) {
      PgServer.execute(holder, "SET application_name = 'reporting'");
      DatabaseRename rename =
          new DatabaseRename(
              database,
              beside,
              database + "_old",
              String.valueOf(DatabaseRenames.oid(connection, beside)));
      DatabaseRenames held = new DatabaseRenames(plain, Set.of(), Duration.ZERO);

      assertThatThrownBy(() -> held.apply(rename, true))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("database " + database + " could not be renamed")
          .hasMessageContaining("reporting");
      new DatabaseRenames(plain, Set.of(), Duration.ZERO).undo(rename);
      assertThat(DatabaseRenames.limitOf(connection, database))
          .as("others get in again")
          .isEqualTo(-1);

      holder.close();
      new DatabaseRenames(plain, Set.of()).apply(rename, true);
      assertThat(new DatabaseRenames(plain, Set.of()).isApplied(rename)).isTrue();
    } finally {
      clean();
      run("", "DROP ROLE " + role);
    }
  }
}
