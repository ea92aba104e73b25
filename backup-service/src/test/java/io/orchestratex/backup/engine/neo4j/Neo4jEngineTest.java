package io.orchestratex.backup.engine.neo4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.BackupEngineContract;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.Fence;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.connection.Step;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.LongRunning;
import io.orchestratex.local.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Record;

@LongRunning("starts a Neo4j server, and most tests overwrite its only database")
class Neo4jEngineTest extends BackupEngineContract {

  private static final String ID = "20010101_000021";

  /**
   * The last transaction of the graph that {@link #fill} makes; a test that only reads leaves it.
   */
  private static long filled = -1;

  private static @Nullable Neo4jServer hand;

  private final Neo4jEngine engine = new Neo4jEngine(new Neo4jSettings(null));
  private final Connections connections = new Connections();

  @Override
  protected BackupEngine engine() {
    return engine;
  }

  @Override
  protected Secret uri() {
    return new Secret(TestEngines.shared().neo4j().uri());
  }

  @Override
  protected boolean hasSnapshots() {
    return false;
  }

  @AfterAll
  static void disconnect() {
    if (hand != null) {
      hand.close();
    }
  }

  /** By the connection of the test, not the engine's. */
  private <T> T with(Function<Neo4jServer, T> work) {
    Neo4jServer open = hand;
    if (open == null) {
      open = Neo4jServer.of(access());
      hand = open;
    }
    return work.apply(open);
  }

  private void run(String... statements) {
    with(server -> {
      for (String statement : statements) {
        server.write(statement, Map.of());
      }
      return statements;
    });
  }

  private boolean isFilled() {
    return filled >= 0 && with(Neo4jServer::lastTransaction) == filled;
  }

  @Override
  protected String freshDatabase() {
    if (!isFilled()) {
      empty();
    }
    return GraphFacts.DATABASE;
  }

  private void empty() {
    with(server -> {
      for (GraphRecord.Rule rule : Rules.of(server)) {
        server.write(Rules.removal(rule), Map.of());
      }
      server.write("DROP CONSTRAINT " + Markers.OLD_ID_CONSTRAINT + " IF EXISTS", Map.of());
      server.write("MATCH (n) DETACH DELETE n", Map.of());
      return server;
    });
  }

  @Override
  protected void fill(String database) {
    if (isFilled()) {
      return;
    }
    run(
        "CREATE CONSTRAINT person_name FOR (p:Person) REQUIRE p.name IS UNIQUE",
        "CREATE INDEX born FOR (p:Person) ON (p.born)",
        "CREATE FULLTEXT INDEX `said in full` FOR ()-[r:SAID]-() ON EACH [r.text]",
        """
        UNWIND range(1, 60) AS i CREATE (p:Person {name: 'n' + i, born: date('2000-02-29') + duration({days: i}),
          at: datetime('2026-10-25T02:30:00.000000001+01:00[Europe/Berlin]'),
          offset: datetime('2026-03-29T02:30:00+02:00'), l: localdatetime('2026-11-28T08:00:00.5'),
          t: time('08:00:00+01:00'), lt: localtime('23:59:59.999999999'),
          d: duration({months: 14, days: 3, seconds: 12, nanoseconds: 5}),
          p: point({latitude: 52.5, longitude: 13.4}), c: point({x: 1, y: 2, z: 3}),
          f: 1.0 / i, inf: 1.0 / 0.0, b: i % 2 = 0, list: [1, 2, i], texts: ['a', 'ü'], points: [point({x: 1, y: 2})]})
        """,
        "MATCH (p:Person {name: 'n1'}) SET p:Admin, p.odd = 'it\\'s \\\\ \\n \\u0001 Grüße 𝄞', p.min = -9223372036854775808",
        "CREATE (:`Odd label. with ``ticks` {`a b``c`: true}), ({alone: 1}), (:Empty)",
        "MATCH (p:Person) WHERE NOT p:Admin MATCH (a:Admin) CREATE (p)-[:KNOWS {since: p.born}]->(a)",
        "MATCH (a:Admin) CREATE (a)-[:SAID {text: 'to myself'}]->(a), (a)-[:SAID {text: 'to myself'}]->(a)",
        "CREATE (:Left {k: 0}), (:Right {k: 0})");
    with(server ->
        server.write(
            "CREATE (:Large {bytes: $bytes, text: $text})",
            Map.of("bytes", new byte[] {0, -1, 92, 127}, "text", "long ".repeat(400_000))));
    filled = with(Neo4jServer::lastTransaction);
  }

  @Override
  protected void damage(String database) {
    run(
        "MATCH (p:Person) WHERE p.name STARTS WITH 'n2' DETACH DELETE p",
        "MATCH (p:Person {name: 'n1'}) SET p.odd = 'changed' REMOVE p:Admin",
        "MATCH ()-[r:SAID]->() DELETE r",
        "DROP INDEX born",
        "CREATE CONSTRAINT new_one FOR (n:New) REQUIRE n.k IS UNIQUE",
        "CREATE (:New {k: 1})-[:NEW]->(:New {k: 2})");
  }

  /** Without ids: a restore gives new ones. */
  @Override
  protected String picture(String database) {
    return with(server -> {
      TreeSet<String> all = new TreeSet<>();
      Rules.of(server).forEach(rule -> all.add(rule.statement()));
      int[] number = {0};
      server.read(
          """
          MATCH (n) WHERE NOT n:ox_kept OPTIONAL MATCH (n)-[r]->(m)
          RETURN labels(n) AS l, properties(n) AS p, type(r) AS t, properties(r) AS q, labels(m) AS k,
            m.name AS e, n.name AS o ORDER BY o, t, e, toString(n.k)
          """,
          Map.of(),
          row -> all.add(text(row) + (row.get("t").isNull() ? "" : " " + number[0]++)));
      all.add(Integer.toString(number[0]));
      return String.join("\n", all);
    });
  }

  private static String text(Record row) {
    return new TreeSet<>(row.get("l").asList(Object::toString))
        + " "
        + new TreeMap<>(row.get("p").asMap(Object::toString))
        + row.get("t")
        + row.get("q")
        + row.get("k")
        + row.get("e");
  }

  @Override
  protected void writePair(String database, int number) {
    with(server -> server.write("CREATE (:Left {k: $k}), (:Right {k: $k})", Map.of("k", number)));
  }

  @Override
  protected List<String> pairObjects(String database) {
    return List.of(GraphFacts.nodes(List.of("Left")), GraphFacts.nodes(List.of("Right")));
  }

  @Test
  void countsByLabelsAndTypesAndSaysWhichTransactionItShows() throws IOException {
    Dump dump = dump();

    assertThat(dump.files().getFirst().objects())
        .extracting(fact -> fact.name() + " " + fact.count())
        .contains(
            "neo4j.nodes.Person 59",
            "neo4j.nodes.Admin:Person 1",
            "neo4j.nodes.(no label) 1",
            "neo4j.relationships.KNOWS 59",
            "neo4j.relationships.SAID 2",
            "neo4j.schema 3");
    assertThat(dump.point()).matches("transaction \\d+");
    assertThat(dump.leftOut()).extracting(LeftOut::kind).containsExactly("accounts");
  }

  @Test
  void saysThatItWasWrittenToMeanwhile() throws IOException {
    Dump dump =
        engine.dump(
            access(),
            _ -> {
              ByteArrayOutputStream out =
                  new ByteArrayOutputStream() {
                    @Override
                    public synchronized void write(byte[] bytes, int offset, int length) {
                      if (size() == 0) {
                        writePair(database, 7);
                      }
                      super.write(bytes, offset, length);
                    }
                  };
              return out;
            },
            ProgressMonitor.NONE);

    assertThat(dump.point()).matches("transactions \\d+ to \\d+, not one moment");
    assertThat(dump.leftOut()).extracting(LeftOut::kind).contains("moment");
    EnginePlan plan = engine.plan(scope(dump, "plan"));
    assertThat(plan.warnings()).anyMatch(each -> each.contains("does not show one moment"));
  }

  @Test
  void theHashOfAGraphIsTheSameUnderNewIds() throws IOException {
    List<ObjectFact> before = dump().files().getFirst().objects();
    Dump dump = dump();
    RestoreScope scope = scope(dump, ID);
    engine.restoreWay();
    new Neo4jRestore(connections).load(scope, source(), Fence.Write::run, ProgressMonitor.NONE);

    assertThat(dump().files().getFirst().objects()).isEqualTo(before);
    run(
        "MATCH (p:Person {name: 'n7'})-[r:KNOWS]->(a) CREATE (a)-[s:KNOWS]->(p) SET s = r DELETE r");
    assertThat(dump().files().getFirst().objects())
        .as("a relationship that goes the other way")
        .isNotEqualTo(before);
  }

  /** At each write, the worker dies: whoever comes next loads again, or puts back. */
  @Test
  void aLoadThatIsCutOffAnywhereCanBeRepeatedOrPutBack() throws IOException {
    Dump dump = dump();
    String whole = picture(database);
    damage(database);
    String damaged = picture(database);
    Neo4jRestore restore = new Neo4jRestore(connections);
    RestoreScope scope = scope(dump, ID);
    String copy = restore.keep(scope, ProgressMonitor.NONE);
    for (int writes : new int[] {1, 6, 8, 12}) {
      int[] left = {writes};
      Fence dying =
          write -> {
            if (left[0]-- == 0) {
              throw new EngineException("test.killed", "the worker is gone");
            }
            write.run();
          };
      assertThatThrownBy(() -> restore.load(scope, source(), dying, ProgressMonitor.NONE))
          .as("killed before write %d", writes + 1)
          .hasMessageContaining("the worker is gone");

      restore.putBack(scope, copy, Fence.Write::run, ProgressMonitor.NONE);
      assertThat(picture(database)).as("put back after %d writes", writes).isEqualTo(damaged);
    }
    restore.load(scope, source(), Fence.Write::run, ProgressMonitor.NONE);
    assertThat(picture(database)).isEqualTo(whole);
    restore.remove(scope, copy);
    List<Record> kept = with(server -> server.list("MATCH (n:ox_kept) RETURN n"));
    assertThat(kept).isEmpty();
  }

  @Test
  void whatIsNoDumpChangesNothing() throws IOException {
    Dump dump = dump();
    String before = picture(database);

    assertThatThrownBy(() ->
            new Neo4jRestore(connections)
                .load(
                    scope(dump, ID),
                    _ -> new ByteArrayInputStream(new byte[100]),
                    Fence.Write::run,
                    ProgressMonitor.NONE))
        .isInstanceOf(IOException.class);

    assertThat(picture(database)).isEqualTo(before);
  }

  @Test
  void anEmptyDatabaseIsFilledAndAFullOneIsNotReplacedUnasked() throws IOException {
    Dump dump = dump();
    RestoreScope free =
        new RestoreScope(ID, 1, access(), Selection.ALL, dump.files()).replacing(false);
    Neo4jRestore restore = new Neo4jRestore(connections);

    assertThat(engine.plan(free).existing()).containsExactly(GraphFacts.DATABASE);
    assertThatThrownBy(() -> restore.keep(free, ProgressMonitor.NONE))
        .hasMessageContaining("exists now");

    String before = picture(database);
    empty();
    assertThat(engine.plan(free).existing()).isEmpty();
    assertThat(engine.plan(free).objects())
        .filteredOn(each -> !each.name().equals(GraphFacts.rules()))
        .allMatch(each -> each.action() == PlannedObject.Action.CREATE);
    String copy = restore.keep(free, ProgressMonitor.NONE);
    restore.load(free, source(), Fence.Write::run, ProgressMonitor.NONE);
    assertThat(picture(database)).isEqualTo(before);
    restore.putBack(free, copy, Fence.Write::run, ProgressMonitor.NONE);
    assertThat(dump().files().getFirst().objects()).hasSize(1);
  }

  /** Statement by statement, as cypher-shell sends them. */
  @Test
  void theScriptMakesTheSameGraphButForByteArrays() throws IOException {
    run("MATCH (n:Large) DELETE n", "MATCH (p:Person) WHERE p.name > 'n14' DETACH DELETE p");
    String before = picture(database);
    Dump dump = dump();
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    engine.script(source().open(database), dump.serverVersion(), script, ProgressMonitor.NONE);
    empty();

    with(server -> {
      for (String line : script.toString(UTF_8).split(";\n", -1)) {
        String statement =
            line.lines().filter(each -> !each.startsWith("//")).reduce("", (a, b) -> a + "\n" + b);
        if (!statement.isBlank()) {
          server.run(statement);
        }
      }
      return server;
    });

    assertThat(picture(database)).isEqualTo(before);
  }

  @Test
  void constraintsOfEnterpriseAreAnObstacleForCommunity() throws IOException {
    Dump dump = dump();
    var file = dump.files().getFirst();
    var other =
        new io.orchestratex.backup.engine.DumpedFile(
            file.scope(), file.objects(), Map.of(Neo4jEngine.OTHER_EDITIONS, "2"));
    RestoreScope scope = new RestoreScope(ID, 1, access(), Selection.ALL, List.of(other));

    assertThat(engine.plan(scope).obstacles()).singleElement().asString().contains("Enterprise");
  }

  @Test
  void theTestOfAConnectionNamesTheStepThatFails() {
    String uri = uri().reveal();
    assertThat(test(uri).passed()).isTrue();
    assertThat(test(uri.replaceFirst(":[^:@]+@", ":wrong-password@")).failed())
        .isEqualTo(Step.SIGN_IN);
    assertThat(test(uri.replaceFirst("neo4j://", "neo4j+s://")).failed()).isEqualTo(Step.TLS);
    assertThat(test(unreachable().reveal()).failed()).isEqualTo(Step.TCP);
    assertThat(test("bolt://neo4j:x@no-such-host.invalid:7687").failed()).isEqualTo(Step.NAME);
    String postgres = TestEngines.shared().postgres().backupUri();
    String port = postgres.replaceAll(".*@[^:]+:(\\d+).*", "$1");
    assertThat(test("bolt://neo4j:secret@127.0.0.1:" + port).failed()).isEqualTo(Step.SIGN_IN);
  }

  private ConnectionReport test(String uri) {
    return engine.test(new EngineAccess("graph", new Secret(uri)));
  }

  @Test
  void aConnectionStringIsKeptButForItsAccount() {
    Neo4jAddress address =
        Neo4jAddress.of(
            new EngineAccess("x", new Secret("neo4j+s://a%40b:p%2Bw+x@graph.example?policy=eu")));

    assertThat(address.server()).hasToString("neo4j+s://graph.example:7687?policy=eu");
    assertThat(address.account()).isEqualTo("a@b");
    assertThat(address.token()).isEqualTo(org.neo4j.driver.AuthTokens.basic("a@b", "p+w+x"));
  }
}
