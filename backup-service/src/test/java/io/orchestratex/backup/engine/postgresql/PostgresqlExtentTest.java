package io.orchestratex.backup.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a backup of PostgreSQL takes and leaves out, and what keeps a restore from beginning. */
class PostgresqlExtentTest extends CaseDatabases {

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
  void whatBelongsToTheServerIsSaid() throws IOException {
    Round.run(
        "template1",
        "SET allow_in_place_tablespaces = on",
        "CREATE TABLESPACE case_space LOCATION ''",
        "SELECT pg_create_physical_replication_slot('case_slot')");
    try {
      Round.run(DATABASE, "CREATE TABLE public.t (x int)");

      Dump dump = new Round(DATABASE).dump();

      assertThat(Round.names(dump.leftOut(), true)).as("it is complete all the same").isEmpty();
      assertThat(dump.leftOut())
          .extracting(each -> each.kind() + " " + each.name())
          .contains("replication slot case_slot", "tablespace case_space");
      assertThat(dump.leftOut())
          .filteredOn(each -> each.name().equals("case_slot"))
          .singleElement()
          .matches(each -> each.reason().contains("after a restore make it again"));
    } finally {
      Round.run(
          "template1",
          "SELECT pg_drop_replication_slot('case_slot')",
          "DROP TABLESPACE case_space");
    }
  }

  @Test
  void rowsThatAreNotCountedInTimeAreEstimated() throws Exception {
    Round.run(
        DATABASE,
        "CREATE TABLE public.t AS SELECT generate_series(1, 300) AS x",
        "ALTER TABLE public.t SET (autovacuum_enabled = false)",
        "ANALYZE public.t");
    Dump dump = new Round(DATABASE).dump();
    Round.run(DATABASE, "DELETE FROM public.t WHERE x > 10");

    assertThat(currentRows(dump, DatabasePlan.endOfCounting())).isEqualTo(10);
    assertThat(currentRows(dump, System.nanoTime())).as("as of ANALYZE").isEqualTo(300);
  }

  private static @Nullable Long currentRows(Dump dump, long counted) throws SQLException {
    PgServer server =
        PgServer.of(new EngineAccess("x", new Secret(TestEngines.shared().postgres().backupUri())));
    try (Connection connection = server.connect()) {
      return new DatabasePlan(server, connection, dump.files().getFirst(), Set.of(), false, counted)
          .make()
          .objects()
          .getFirst()
          .currentCount();
    }
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
