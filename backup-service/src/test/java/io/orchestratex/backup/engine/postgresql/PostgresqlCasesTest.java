package io.orchestratex.backup.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.local.LongRunning;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Databases of which a backup or a restore went wrong once. */
@LongRunning("each test dumps, loads and renames databases")
class PostgresqlCasesTest extends CaseDatabases {

  private static List<Deviation> backAndForth() throws IOException {
    Round round = new Round(DATABASE);
    Dump dump = round.dump();
    return round.restored(dump, nextId(), DATABASE);
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
}
