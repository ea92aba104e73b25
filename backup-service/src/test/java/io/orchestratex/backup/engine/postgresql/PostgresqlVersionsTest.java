package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.SparePostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers of other versions than the one that all other tests run on: PostgreSQL 18, where {@code
 * postgres-18/prepare} has unpacked it, and those whose folders of programs the variable {@code
 * OX_POSTGRES_SERVERS} names, separated as in the PATH.
 */
class PostgresqlVersionsTest {

  private static final String SHOP = "shop";
  private static final Pattern RESTRICT = Pattern.compile("(?m)^\\\\restrict (\\S+)$");

  @TempDir private Path folder;

  private final Map<String, ByteArrayOutputStream> files = new ConcurrentHashMap<>();

  private static Path newest() {
    return Path.of(System.getProperty("ox.root", ".."))
        .resolve("target/postgres-18/embedded_postgres/pginstall/bin")
        .toAbsolutePath()
        .normalize();
  }

  private static Path requireNewest() {
    assumeTrue(
        Files.isExecutable(newest().resolve("pg_dump")),
        "PostgreSQL 18 is not here; backup-service/postgres-18/prepare unpacks it");
    return newest();
  }

  static Stream<Path> servers() {
    String named = System.getenv().getOrDefault("OX_POSTGRES_SERVERS", "");
    return Stream.concat(
        Stream.of(newest()),
        Stream.of(named.split(File.pathSeparator, -1))
            .filter(each -> !each.isEmpty())
            .map(Path::of));
  }

  private static Programs programs(Path... folders) {
    return new Programs(
        new PostgresqlSettings(
            String.join(File.pathSeparator, Stream.of(folders).map(Path::toString).toList())));
  }

  private static PostgresqlEngine engine(Path... programs) {
    return new PostgresqlEngine(
        programs(programs),
        new KeepCurrentSettings("", ""),
        new ScopeSettings("*"),
        "jdbc:postgresql://127.0.0.1/backup");
  }

  @ParameterizedTest
  @MethodSource("servers")
  void isBackedUpRestoredAndExported(Path programs) throws Exception {
    Path newest = requireNewest();
    try (SparePostgres server = SparePostgres.start(programs)) {
      PostgresqlEngine engine = engine(SparePostgres.programs(), newest);
      EngineAccess access = access(server);
      fill(access);
      assertThat(engine.test(access).passed()).isTrue();

      Dump dump = engine.dump(access, this::begin, ProgressMonitor.NONE);
      assertThat(dump.files().getFirst().objects())
          .extracting(ObjectFact::name, ObjectFact::count)
          .contains(tuple("shop.public.orders", 100L));
      requireRestored(engine, access, dump);

      String script = script(engine, dump);
      if (dump.serverVersion().startsWith("18")) {
        // A server must not slip commands of psql into an export: psql itself sees to that.
        Matcher key = RESTRICT.matcher(script);
        assertThat(key.find()).isTrue();
        assertThat(script.stripTrailing()).endsWith("\\unrestrict " + key.group(1));
      }
      run(access, "postgres", "CREATE DATABASE copy");
      psql(newest, server, Files.writeString(folder.resolve("shop.sql"), script));
      assertThat(orders(access, "copy")).isEqualTo("100");
    }
  }

  @Test
  void aDumpOfNewerProgramsIsReadByNewerPrograms() throws Exception {
    Path newest = requireNewest();
    Path own = SparePostgres.programs();
    try (SparePostgres server = SparePostgres.start(own)) {
      EngineAccess access = access(server);
      fill(access);
      Dump dump = engine(newest).dump(access, this::begin, ProgressMonitor.NONE);

      PostgresqlEngine both = engine(own, newest);
      requireRestored(both, access, dump);
      assertThat(script(both, dump)).contains("COPY public.orders");
    }
  }

  @Test
  void programsAreChosenByTheServersVersionAndNewerServersAreRefusedByName() {
    Path newest = requireNewest();
    Path own = SparePostgres.programs();
    Programs programs = programs(newest, own);
    assertThat(programs.folderFor(13)).isEqualTo(own);
    assertThat(programs.folderFor(16)).isEqualTo(newest);
    assertThat(programs.folderFor(18)).isEqualTo(newest);
    assertThatThrownBy(() -> programs.folderFor(19))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("PostgreSQL 19 is newer than every pg_dump at hand (18 in " + newest)
        .hasMessageContaining("install postgresql-client-19");
  }

  private static EngineAccess access(SparePostgres server) {
    return new EngineAccess("spare", new Secret(server.uri()));
  }

  private OutputStream begin(String scope) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    files.put(scope, file);
    return file;
  }

  private ByteArrayInputStream file(String scope) {
    return new ByteArrayInputStream(Objects.requireNonNull(files.get(scope)).toByteArray());
  }

  private String script(PostgresqlEngine engine, Dump dump) throws IOException {
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    engine.script(file(SHOP), dump.serverVersion(), script, ProgressMonitor.NONE);
    return script.toString(UTF_8);
  }

  private void requireRestored(PostgresqlEngine engine, EngineAccess access, Dump dump)
      throws Exception {
    run(access, SHOP, "TRUNCATE orders, items", "DROP VIEW dear");
    RestoreScope scope =
        new RestoreScope("r1", 1, access, new Selection(List.of(SHOP), List.of()), dump.files());
    WayOfEngine way = new WayOfEngine(engine, each -> file(each), scope);
    way.prepare();
    assertThat(way.measured()).containsAll(dump.files().getFirst().objects());
    way.apply();
    way.cleanUp();
    assertThat(way.deviations()).isEmpty();
    assertThat(orders(access, SHOP)).isEqualTo("100");
    run(access, SHOP, "SELECT * FROM dear", "SELECT * FROM newer");
  }

  private static String orders(EngineAccess access, String database) throws SQLException {
    try (Connection connection = PgServer.of(access).connect(database)) {
      return PgServer.strings(connection, "SELECT count(*)::text FROM public.orders").getFirst();
    }
  }

  private static void run(EngineAccess access, String database, String... statements)
      throws SQLException {
    try (Connection connection = PgServer.of(access).connect(database)) {
      PgServer.execute(connection, "SET search_path = public");
      for (String each : statements) {
        PgServer.execute(connection, each);
      }
    }
  }

  private static void fill(EngineAccess access) throws SQLException {
    run(access, "postgres", "CREATE DATABASE shop");
    run(
        access,
        SHOP,
        """
        CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text NOT NULL,
          price numeric(12,2) CHECK (price >= 0), twice numeric GENERATED ALWAYS AS (price * 2) STORED);
        CREATE TABLE items (id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
          of bigint NOT NULL REFERENCES orders, made timestamptz NOT NULL) PARTITION BY HASH (id);
        CREATE TABLE items_0 PARTITION OF items FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE items_1 PARTITION OF items FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        INSERT INTO orders (note, price) SELECT E'Grüße\\t' || n, n FROM generate_series(1, 100) n;
        INSERT INTO items (of, made) SELECT id, '2026-03-29 02:30+02' FROM orders;
        CREATE INDEX ON orders (lower(note)) INCLUDE (price);
        CREATE VIEW dear AS SELECT * FROM orders WHERE price > 50;
        CREATE FUNCTION total() RETURNS numeric LANGUAGE sql STABLE AS 'SELECT sum(price) FROM public.orders';
        CREATE TABLE newer (id int NOT NULL)\
        """);
    int major = Integer.parseInt(one(access, "SHOW server_version_num")) / 10_000;
    List<String> newer = new ArrayList<>();
    if (major >= 14) {
      newer.add("ALTER TABLE newer ADD spans int4multirange DEFAULT '{[1,2)}'");
      newer.add("ALTER TABLE newer ALTER spans SET COMPRESSION pglz");
    }
    if (major >= 15) {
      newer.add("ALTER TABLE newer ADD UNIQUE NULLS NOT DISTINCT (spans)");
    }
    if (major >= 17) {
      newer.add("CREATE ROLE keeper");
      newer.add("GRANT MAINTAIN ON newer TO keeper");
    }
    if (major >= 18) {
      newer.add("ALTER TABLE newer ADD twice int GENERATED ALWAYS AS (id * 2) VIRTUAL");
      newer.add("ALTER TABLE newer ADD made uuid DEFAULT uuidv7()");
      newer.add("ALTER TABLE newer ADD CONSTRAINT big CHECK (id > 5) NOT ENFORCED");
      newer.add("ALTER TABLE newer ADD CONSTRAINT has_made NOT NULL made NOT VALID");
    }
    newer.add("INSERT INTO newer (id) VALUES (1)");
    run(access, SHOP, newer.toArray(String[]::new));
  }

  private static String one(EngineAccess access, String sql) throws SQLException {
    try (Connection connection = PgServer.of(access).connect()) {
      return PgServer.strings(connection, sql).getFirst();
    }
  }

  private static void psql(Path programs, SparePostgres server, Path script) throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
                programs.resolve("psql").toString(),
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--host=127.0.0.1",
                "--port=" + server.port(),
                "--username=postgres",
                "--dbname=copy",
                "--file=" + script)
            .redirectErrorStream(true);
    command.environment().put("PGPASSWORD", server.password());
    Process process = command.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
