package io.orchestratex.backup.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.LongRunning;
import io.orchestratex.local.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Databases of which a backup or a restore went wrong once. */
@LongRunning("each test dumps, loads and renames databases")
class PostgresqlCasesTest {

  private static final String DATABASE = "case_pg";
  private static final String OTHER = "case_pg_other";
  private static int number;

  @BeforeEach
  void make() {
    clean();
    Round.create(DATABASE, "");
  }

  @AfterEach
  void clean() {
    Round.drop(DATABASE);
    Round.drop(OTHER);
    Round.rows("template1", "SELECT datname FROM pg_database WHERE datname LIKE 'ox\\_%'")
        .forEach(Round::drop);
  }

  private static List<Deviation> backAndForth() throws IOException {
    Round round = new Round(DATABASE);
    Dump dump = round.dump();
    return round.restored(dump, nextId(), DATABASE);
  }

  private static String nextId() {
    return "20010204_%06d".formatted(++number);
  }

  @Test
  void rowsThatBreakTheirKeyAreBackAndTheKeyIsNamed() throws IOException {
    Round.run(
        DATABASE,
        """
        CREATE TABLE public.parent (id int PRIMARY KEY);
        INSERT INTO public.parent VALUES (1);
        CREATE TABLE public.kid (id int PRIMARY KEY, p int REFERENCES public.parent);
        CREATE TABLE public.other (id int REFERENCES public.parent);
        SET session_replication_role = replica;
        INSERT INTO public.kid VALUES (1, 1), (2, 999), (3, 998), (4, NULL);
        """);

    List<Deviation> deviations = backAndForth();

    assertThat(deviations)
        .extracting(Deviation::kind, Deviation::name)
        .containsExactly(tuple("FK CONSTRAINT", DATABASE + ".public.kid kid_p_fkey"));
    assertThat(deviations.getFirst().reason())
        .contains("added NOT VALID", "2 rows break it", "(p)=(99");
    assertThat(Round.rows(DATABASE, "SELECT id, p FROM public.kid ORDER BY id"))
        .containsExactly("1|1", "2|999", "3|998", "4|null");
    assertThat(
            Round.rows(
                DATABASE,
                "SELECT conname, convalidated FROM pg_constraint WHERE contype = 'f' ORDER BY 1"))
        .containsExactly("kid_p_fkey|f", "other_id_fkey|t");
  }

  @Test
  void aCheckThatRowsBreakIsAddedNotValidAndNamed() throws IOException {
    Round.run(
        DATABASE,
        """
        SET search_path = public;
        CREATE TABLE public.words (w text PRIMARY KEY);
        INSERT INTO public.words VALUES ('a'), ('b');
        CREATE FUNCTION public.known(v text) RETURNS boolean LANGUAGE sql STABLE
          AS 'SELECT EXISTS (SELECT 1 FROM words WHERE w = v)';
        CREATE DOMAIN public.word AS text CONSTRAINT is_word CHECK (public.known(VALUE));
        CREATE TABLE public.texts (id int PRIMARY KEY, w text CHECK (known(w)));
        CREATE TABLE public.held (w public.word, until date CHECK (until > 'now'::timestamp));
        INSERT INTO public.texts VALUES (1, 'a'), (2, 'b');
        INSERT INTO public.held VALUES ('b', now() + interval '1 day');
        DELETE FROM public.words WHERE w = 'b';
        """);

    List<Deviation> deviations = backAndForth();

    assertThat(deviations)
        .extracting(Deviation::kind, Deviation::name)
        .containsExactlyInAnyOrder(
            tuple("CHECK CONSTRAINT", DATABASE + ".public.texts texts_w_check"),
            tuple("CHECK CONSTRAINT", DATABASE + ".public.word is_word"));
    assertThat(deviations).allMatch(each -> each.reason().contains("NOT VALID, because rows"));
    assertThat(Round.rows(DATABASE, "SELECT id, w FROM public.texts ORDER BY 1"))
        .containsExactly("1|a", "2|b");
    assertThat(Round.rows(DATABASE, "SELECT w FROM public.held")).containsExactly("b");
  }

  @Test
  void whatCannotBeComputedIsNamedAndTheRestIsBack() throws IOException {
    Round.run(
        DATABASE,
        """
        CREATE TABLE public.m (id int PRIMARY KEY, s text);
        INSERT INTO public.m VALUES (1, 'x'), (2, 'x');
        CREATE FUNCTION public.fine(v text) RETURNS text LANGUAGE plpgsql IMMUTABLE
          AS 'BEGIN RETURN v; END';
        CREATE MATERIALIZED VIEW public.counted AS SELECT public.fine(s) AS s FROM public.m;
        CREATE INDEX by_fine ON public.m (public.fine(s));
        CREATE INDEX by_s ON public.m (s);
        CREATE OR REPLACE FUNCTION public.fine(v text) RETURNS text LANGUAGE plpgsql IMMUTABLE
          AS 'BEGIN RAISE EXCEPTION ''no more''; END';
        """);

    List<Deviation> deviations = backAndForth();

    assertThat(Round.kinds(deviations))
        .containsExactlyInAnyOrder(
            "INDEX " + DATABASE + ".public.by_fine",
            "MATERIALIZED VIEW DATA " + DATABASE + ".public.counted");
    assertThat(deviations).allMatch(each -> each.reason().contains("no more"));
    assertThat(Round.rows(DATABASE, "SELECT count(*) FROM public.m")).containsExactly("2");
    assertThat(Round.rows(DATABASE, "SELECT indexname FROM pg_indexes WHERE tablename = 'm'"))
        .containsExactlyInAnyOrder("m_pkey", "by_s");
  }

  @Test
  void bytesThatAreNoTextAreBackAsTheyWere() throws IOException {
    Round.drop(DATABASE);
    Round.create(DATABASE, "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
    Round.create(OTHER, "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
    Round.run(
        DATABASE, "CREATE TABLE public.t (x text)", "INSERT INTO public.t VALUES (E'\\377\\351')");
    Round.run(
        OTHER,
        "CREATE TABLE public.\"Grüße\" (x text)",
        "INSERT INTO public.\"Grüße\" VALUES ('é')");
    Round round = new Round(DATABASE + "*");
    Dump dump = round.dump();
    assertThat(Round.names(dump.leftOut(), true)).isEmpty();

    for (String each : List.of(DATABASE, OTHER)) {
      assertThat(round.restored(dump, nextId(), each)).isEmpty();
    }

    assertThat(Round.rows(DATABASE, "SELECT encode(x::bytea, 'hex') FROM public.t"))
        .containsExactly("ffe9");
    assertThat(Round.rows(OTHER, "SELECT x FROM public.\"Grüße\"")).containsExactly("é");
  }

  @Test
  void aWideRowIsNeverHeldAsAWhole() throws IOException {
    Round.run(
        DATABASE,
        """
        CREATE TABLE public.wide (b bytea);
        ALTER TABLE public.wide ALTER b SET STORAGE EXTERNAL;
        INSERT INTO public.wide SELECT decode(repeat('00ff5c0a0d', 4000000), 'hex');
        """);
    Round round = new Round(DATABASE);
    Dump dump = round.dump();
    WayOfEngine way = way(round, dump);
    round.bytes(DATABASE);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    round.engine.read(new ByteArrayInputStream(round.bytes(DATABASE)), ProgressMonitor.NONE);
    long read = threads.getCurrentThreadAllocatedBytes();
    way.prepare();
    List<ObjectFact> measured = way.measured();
    long loaded = threads.getCurrentThreadAllocatedBytes();
    way.cleanUp();

    assertThat(measured).isEqualTo(dump.files().getFirst().objects());
    assertThat(measured.getFirst().bytes()).isGreaterThan(40_000_000);
    assertThat(read - before).as("reading").isLessThan(8_000_000);
    assertThat(loaded - read).as("loading and comparing").isLessThan(20_000_000);
  }

  private static WayOfEngine way(Round round, Dump dump) {
    WayOfEngine way = round.way(round.scope(dump, nextId(), DATABASE));
    way.cleanUp();
    return way;
  }

  @Test
  void whatTheAccountMayNotReadIsNamedAndTheRestIsTaken() throws IOException {
    Round.role("case_plain", "LOGIN PASSWORD 'plain'");
    Round.run(
        DATABASE,
        """
        CREATE TABLE public.open (k int);
        CREATE TABLE public.secret (k int);
        CREATE SEQUENCE public.hidden;
        CREATE VIEW public.over_secret AS SELECT k FROM public.secret;
        CREATE TABLE public.policed (k int);
        ALTER TABLE public.policed ENABLE ROW LEVEL SECURITY;
        INSERT INTO public.open VALUES (1);
        INSERT INTO public.secret VALUES (1);
        GRANT SELECT ON public.open, public.policed TO case_plain;
        """);
    PgServer all =
        PgServer.of(new EngineAccess("x", new Secret(TestEngines.shared().postgres().backupUri())));
    Round plain =
        new Round(DATABASE, "postgresql://case_plain:plain@%s/%s".formatted(all, DATABASE));

    Dump dump = plain.dump();

    assertThat(Round.names(dump.leftOut(), true))
        .containsExactlyInAnyOrder(
            "table " + DATABASE + ".public.secret",
            "table " + DATABASE + ".public.policed",
            "table " + DATABASE + ".public.hidden");
    assertThat(dump.files().getFirst().objects())
        .extracting(ObjectFact::name)
        .containsExactly(DATABASE + ".public.open");
    Round again = new Round(DATABASE);
    EnginePlan plan = again.engine.plan(again.scope(dump, "plan", DATABASE));
    assertThat(plan.obstacles())
        .anyMatch(
            each -> each.contains("table " + DATABASE + ".public.secret is not in the backup"));
  }

  @Test
  void oneDatabaseThatCannotBeDumpedDoesNotKeepTheOthers() throws Exception {
    Round.create(OTHER, "");
    Round.run(DATABASE, "CREATE TABLE public.t (x int)");
    Round.run(OTHER, "CREATE TABLE public.t (x int)");
    PgServer server =
        PgServer.of(new EngineAccess("x", new Secret(TestEngines.shared().postgres().backupUri())));
    try (Connection holder = Round.connect(DATABASE);
        Statement lock = holder.createStatement();
        Connection connection = server.connect()) {
      holder.setAutoCommit(false);
      lock.execute("LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE");
      DatabaseDump dump =
          new DatabaseDump(
              server,
              new Programs(new PostgresqlSettings(null)).folderFor(15),
              ProgressMonitor.NONE,
              Duration.ofMillis(200));
      ServerDump all = new ServerDump(connection, dump, ProgressMonitor.NONE);

      all.write(List.of(DATABASE, "case_pg_gone", OTHER), _ -> new ByteArrayOutputStream());

      assertThat(all.files()).extracting(DumpedFile::scope).containsExactly(OTHER);
      assertThat(all.leftOut()).extracting(LeftOut::what).containsExactly("database " + DATABASE);
      assertThat(all.leftOut().getFirst().reason()).contains("has locked a table", "public.t");
      assertThatThrownBy(() ->
              new ServerDump(connection, dump, ProgressMonitor.NONE)
                  .write(List.of(DATABASE), _ -> new ByteArrayOutputStream()))
          .as("a backup of nothing is none")
          .isInstanceOf(EngineException.class);
      holder.rollback();
    }
  }

  @Test
  void whatIsOutsideOfBackupsIsSaid() throws Exception {
    Round.create(OTHER, "ALLOW_CONNECTIONS false");
    Round.run(
        DATABASE,
        "SET allow_system_table_mods = on",
        "CREATE FUNCTION pg_catalog.case_mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FOREIGN DATA WRAPPER case_fdw",
        "CREATE SERVER far FOREIGN DATA WRAPPER case_fdw",
        "CREATE FOREIGN TABLE public.afar (k int) SERVER far");

    Dump dump = new Round(DATABASE + "*").dump();

    assertThat(Round.names(dump.leftOut(), true)).isEmpty();
    assertThat(Round.names(dump.leftOut(), false))
        .contains(
            "database " + OTHER,
            "roles",
            "function " + DATABASE + ".pg_catalog.case_mine",
            "rows of foreign table " + DATABASE + ".public.afar");
  }

  @Test
  void aDatabaseThatWasClosedIsNotReplaced() throws IOException {
    Round.run(DATABASE, "CREATE TABLE public.t (x int)");
    Round round = new Round(DATABASE);
    Dump dump = round.dump();
    Round.run("template1", "ALTER DATABASE case_pg ALLOW_CONNECTIONS false");

    assertThat(round.engine.plan(round.scope(dump, "plan", DATABASE)).obstacles())
        .singleElement()
        .asString()
        .contains("case_pg allows no connections, so no backup holds what it has now");
  }

  @Test
  void aMissingRoleIsNamedBeforeAnythingStarts() throws IOException {
    Round.role("case_owner", "");
    Round.role("case_reader", "");
    Round.run(
        DATABASE,
        "CREATE TABLE public.t (x int)",
        "ALTER TABLE public.t OWNER TO case_owner",
        "GRANT SELECT ON public.t TO case_reader");
    Round.run("template1", "ALTER ROLE case_reader IN DATABASE case_pg SET work_mem = '5MB'");
    Round round = new Round(DATABASE);
    Dump dump = round.dump();
    Round.drop(DATABASE);
    Round.run("template1", "DROP ROLE case_owner", "DROP ROLE case_reader");

    EnginePlan plan = round.engine.plan(round.scope(dump, "plan", DATABASE));

    assertThat(plan.obstacles())
        .hasSize(2)
        .allMatch(each -> each.contains("CREATE ROLE \"case_"))
        .allMatch(each -> each.contains("database case_pg"));
    WayOfEngine way = way(round, dump);
    assertThatThrownBy(way::prepare)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("role case_owner");
    way.cleanUp();
  }

  @Test
  void aSettingThatIsNoLongerPossibleIsNamed() throws IOException {
    Round.run(DATABASE, "CREATE TABLE public.t (x int)");
    Round.run("template1", "ALTER DATABASE case_pg SET work_mem = '5MB'");
    Round round = new Round(DATABASE);
    Dump dump = round.dump();
    DumpedFile file = dump.files().getFirst();
    Map<String, String> attributes = new HashMap<>(file.attributes());
    attributes.computeIfPresent("database", (_, json) -> json.replace("work_mem", "of_a_newer"));
    Dump newer =
        new Dump(
            dump.serverVersion(),
            dump.identity(),
            dump.point(),
            List.of(new DumpedFile(file.scope(), file.objects(), attributes)));

    List<Deviation> deviations = round.restored(newer, nextId(), DATABASE);

    assertThat(deviations).isNotEmpty().allMatch(each -> each.kind().equals("DATABASE"));
    assertThat(deviations)
        .anyMatch(each -> each.reason().contains("ALTER DATABASE case_pg SET \"of_a_newer\""));
  }

  @Test
  void tablesInTheServersOwnDatabaseAreTakenAndRestored() throws IOException {
    Round round = new Round("postgres");
    assertThat(round.dump().files()).as("nobody has put anything into it").isEmpty();
    Round.run("postgres", "CREATE TABLE public.case_pg_kept (x int)");
    try {
      Round.run("postgres", "INSERT INTO public.case_pg_kept VALUES (1)");
      Dump dump = round.dump();
      assertThat(dump.files()).extracting(DumpedFile::scope).containsExactly("postgres");
      Round.run("postgres", "DELETE FROM public.case_pg_kept");

      round.restored(dump, nextId(), "postgres");

      assertThat(Round.rows("postgres", "SELECT x FROM public.case_pg_kept")).containsExactly("1");
    } finally {
      Round.run("postgres", "DROP TABLE IF EXISTS public.case_pg_kept");
    }
  }

  @Test
  void anEnabledSubscriptionIsPutAsideAndComesBackDisabled() throws Exception {
    Round.run(
        DATABASE,
        "CREATE TABLE public.a (id int PRIMARY KEY)",
        "CREATE SUBSCRIPTION case_sub CONNECTION 'host=127.0.0.1 port=1 dbname=none user=x"
            + " password=hidden' PUBLICATION p WITH (connect = false, slot_name = 'case_slot')",
        "ALTER SUBSCRIPTION case_sub ENABLE");
    Round round = new Round(DATABASE);
    Dump dump = round.dump();
    WayOfEngine way = way(round, dump);
    way.prepare();
    assertThat(way.moves().toString()).doesNotContain("hidden");

    way.apply();
    way.undo();
    assertThat(
            Round.rows(
                DATABASE,
                "SELECT subname, subenabled FROM pg_subscription WHERE subname = 'case_sub'"))
        .as("undone: enabled again")
        .contains("case_sub|t");
    way.cleanUp();

    List<Deviation> deviations = round.restored(dump, nextId(), DATABASE);
    assertThat(Round.kinds(deviations)).containsExactly("SUBSCRIPTION " + DATABASE + ".case_sub");
    assertThat(
            Round.rows(
                DATABASE,
                "SELECT subname, subenabled FROM pg_subscription WHERE subname = 'case_sub'"))
        .containsExactly("case_sub|f");
    assertThat(Round.rows("template1", "SELECT datname FROM pg_database WHERE datname ~ '^ox_'"))
        .isEmpty();
    assertThat(round.engine.plan(round.scope(dump, "plan", DATABASE)).objects())
        .extracting(PlannedObject::name)
        .containsExactly(DATABASE + ".public.a");
  }

  @Test
  void aDatabaseOfAnotherNameThatLooksLikeOursIsTaken() throws IOException, SQLException {
    Round.create("ox_old_books", "");
    try {
      List<String> scopes = new ArrayList<>();
      new Round("ox_old*").dump().files().forEach(file -> scopes.add(file.scope()));
      assertThat(scopes).containsExactly("ox_old_books");
    } finally {
      Round.drop("ox_old_books");
    }
  }
}
