package io.orchestratex.backup.engine.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.StagedRestore;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup, the database dropped, a restore, and a comparison that the product has no part in: over
 * every kind of object there is. And what happens to objects that cannot be taken or put back.
 */
class MongodbEveryKindTest {

  private static final String TIME_SERIES = "time series";

  private final String database = "bke" + UUID.randomUUID().toString().substring(0, 8);
  private final String other = database + "_other";
  private final MongodbEngine engine =
      new MongodbEngine(
          new KeepCurrentSettings("outbox,inbox,leases", "mongodb/" + other),
          new ScopeSettings(database + "*"));
  private MongoClient client;
  private byte[] archive = new byte[0];

  @BeforeEach
  void connect() {
    client = MongoClients.create(TestEngines.shared().mongo().backupUri());
  }

  @AfterEach
  void drop() {
    client.getDatabase(database).drop();
    client.getDatabase(other).drop();
    client.close();
  }

  private MongoDatabase db() {
    return client.getDatabase(database);
  }

  private EngineAccess access() {
    return new EngineAccess("mongodb", new Secret(TestEngines.shared().mongo().backupUri()));
  }

  private Dump dump() throws IOException {
    return dump(ProgressMonitor.NONE);
  }

  private Dump dump(ProgressMonitor monitor) throws IOException {
    ByteArrayOutputStream[] file = {new ByteArrayOutputStream()};
    Dump dump =
        engine.dump(
            access(),
            _ -> {
              file[0] = new ByteArrayOutputStream();
              return file[0];
            },
            monitor);
    archive = file[0].toByteArray();
    assertThat(engine.read(new ByteArrayInputStream(archive), ProgressMonitor.NONE))
        .as("what is read back is what the dump says")
        .containsExactlyInAnyOrderElementsOf(dump.files().getFirst().objects());
    return dump;
  }

  private DumpSource source() {
    return _ -> new ByteArrayInputStream(archive);
  }

  private RestoreScope scope(Dump dump) {
    return new RestoreScope("20020202_000001", 1, access(), Selection.ALL, dump.files());
  }

  private WayOfEngine restored(Dump dump) throws IOException {
    WayOfEngine way = new WayOfEngine(engine, source(), scope(dump));
    way.prepare();
    assertThat(way.measured())
        .allSatisfy(fact -> assertThat(dump.files().getFirst().objects()).contains(fact));
    way.apply();
    assertThat(way.isApplied()).isTrue();
    way.cleanUp();
    way.followUp();
    return way;
  }

  private StagedRestore restore() {
    return (StagedRestore) engine.restoreWay();
  }

  private static Map<String, String> without(Map<String, String> picture, List<String> names) {
    Map<String, String> rest = new TreeMap<>(picture);
    rest.keySet().removeIf(key -> names.stream().anyMatch(name -> key.startsWith(name + " (")));
    return rest;
  }

  private static List<String> names(Dump dump) {
    return dump.files().getFirst().objects().stream().map(ObjectFact::name).toList();
  }

  @Test
  void everyKindOfObjectComesBackAsItWas() throws IOException {
    new EveryKind(db()).fill();
    Map<String, String> before = RawPicture.of(db());
    Dump dump = dump();
    assertThat(Completeness.of(dump.leftOut())).isEqualTo(Completeness.COMPLETE);
    assertThat(names(dump)).contains(database + ".system.js", database + "." + TIME_SERIES);
    db().drop();

    assertThat(restored(dump).deviations()).isEmpty();

    assertThat(RawPicture.of(db())).isEqualTo(before);
    assertThat(engine.plan(scope(dump)).objects())
        .filteredOn(object -> object.action() == Action.SKIP)
        .isEmpty();
    assertThat(dump.leftOut())
        .as("said before anybody needs it")
        .anyMatch(left -> left.kind().equals("accounts and roles"));
  }

  @Test
  void stockMongorestoreBringsOneDatabaseBackWhereThereIsOne(@TempDir Path folder)
      throws Exception {
    new EveryKind(db()).fill();
    client.getDatabase(other).getCollection("elsewhere").insertOne(new Document("_id", 1));
    Map<String, String> before = RawPicture.of(db());
    dump();
    ByteArrayOutputStream cut = new ByteArrayOutputStream();
    engine.export(new ByteArrayInputStream(archive), database, cut, ProgressMonitor.NONE);
    assertThat(engine.read(new ByteArrayInputStream(cut.toByteArray()), ProgressMonitor.NONE))
        .extracting(ObjectFact::name)
        .hasSizeGreaterThan(20)
        .allMatch(name -> name.startsWith(database + "."));
    Path program = mongorestore();
    assumeTrue(program != null, "not run: no mongorestore on the PATH or in target/mongo-tools");
    Path file = Files.write(folder.resolve("one.archive"), cut.toByteArray());
    db().drop();

    Process process =
        new ProcessBuilder(
                String.valueOf(program),
                "--uri=" + TestEngines.shared().mongo().backupUri(),
                "--keepIndexVersion",
                "--bypassDocumentValidation",
                "--archive=" + file)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).as(said).isZero();
    List<String> changed =
        Stream.concat(EveryKind.LIKE_JSON.stream(), EveryKind.NOT_FOR_MONGORESTORE.stream())
            .toList();
    assertThat(without(RawPicture.of(db()), changed)).isEqualTo(without(before, changed));
    assertThat(RawPicture.of(db()))
        .as("documents come back even where a definition cannot be said")
        .containsEntry("schema like json (documents)", before.get("schema like json (documents)"));
  }

  static @Nullable Path mongorestore() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)),
            Stream.of(System.getProperty("ox.root", "..") + "/target/mongo-tools"))
        .map(each -> Path.of(each, "mongorestore"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** Replaces collections as soon as a dump begins to read them. */
  private ProgressMonitor replacing(String... collections) {
    return detail(text -> {
      for (String name : collections) {
        if (text.equals(database + "." + name)) {
          db().getCollection(name).aggregate(List.of(new Document("$out", name))).toCollection();
        }
      }
    });
  }

  private static ProgressMonitor detail(Consumer<String> action) {
    return new ProgressMonitor() {
      @Override
      public void detail(String text) {
        action.accept(text);
      }

      @Override
      public void expect(long bytes) {}

      @Override
      public void processed(long bytes) {}

      @Override
      public void checkpoint() {}

      @Override
      public Registration onStop(Runnable stop) {
        return () -> {};
      }
    };
  }

  @Test
  void aCollectionThatIsReplacedAllTheTimeBlocksNoBackup() throws IOException {
    db().getCollection("orders").insertOne(new Document("_id", 1));
    db().getCollection("report").insertOne(new Document("_id", 1));
    db().getCollection("report").createIndex(new Document("a", 1));
    for (int i = 0; i < 2; i++) {
      db().getCollection("large report").insertOne(new Document("blob", new byte[9 << 20]));
    }
    Map<String, String> before = RawPicture.of(db());

    Dump dump = dump(replacing("report", "large report"));

    assertThat(names(dump)).containsExactlyInAnyOrder(database + ".orders", database + ".report");
    assertThat(Completeness.of(dump.leftOut())).isEqualTo(Completeness.PARTIAL);
    assertThat(dump.leftOut())
        .filteredOn(LeftOut::failed)
        .singleElement()
        .matches(left -> left.name().equals(database + ".large report"))
        .matches(left -> left.reason().contains("was dropped or replaced whenever it was read"));
    db().drop();
    restored(dump);
    assertThat(RawPicture.of(db())).isEqualTo(without(before, List.of("large report")));
  }

  @Test
  void anApplicationsOwnInboxIsRestoredAndAServicesIsKept() throws IOException {
    for (MongoDatabase each : List.of(db(), client.getDatabase(other))) {
      each.getCollection("inbox").insertOne(new Document("_id", "old"));
      each.getCollection("leases").insertOne(new Document("_id", "old"));
    }
    Dump dump = dump();
    for (MongoDatabase each : List.of(db(), client.getDatabase(other))) {
      each.getCollection("inbox").deleteMany(new Document());
      each.getCollection("leases").deleteMany(new Document());
    }

    List<PlannedObject> plan = engine.plan(scope(dump)).objects();
    restored(dump);

    assertThat(plan)
        .filteredOn(object -> object.action() == Action.SKIP)
        .extracting(PlannedObject::name, PlannedObject::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(other + ".inbox", KeepCurrentSettings.REASON),
            org.assertj.core.groups.Tuple.tuple(other + ".leases", KeepCurrentSettings.REASON));
    for (String name : List.of("inbox", "leases")) {
      assertThat(db().getCollection(name).countDocuments()).isEqualTo(1);
      assertThat(client.getDatabase(other).getCollection(name).countDocuments()).isZero();
    }
  }

  @Test
  void aCollectionThatIsAViewTodayTakesItsPlaceAndGivesItBack() throws IOException {
    db().getCollection("v").insertOne(new Document("_id", 1));
    db().getCollection("system.js").insertOne(new Document("_id", "f").append("value", 1));
    Dump dump = dump();
    db().getCollection("v").drop();
    db().createView("v", "other", List.of(new Document("$match", new Document("a", 1))));
    db().getCollection("system.js").deleteMany(new Document());
    db().getCollection("system.js").insertOne(new Document("_id", "g").append("value", 2));
    Map<String, String> now = RawPicture.of(db());

    assertThat(engine.plan(scope(dump)).warnings())
        .anyMatch(warning -> warning.contains(database + ".v is a view now and a collection"));
    WayOfEngine way = new WayOfEngine(engine, source(), scope(dump));
    way.prepare();
    way.apply();
    assertThat(way.isApplied()).isTrue();
    assertThat(db().getCollection("v").countDocuments()).isEqualTo(1);
    assertThat(db().getCollection("system.js").find()).extracting("_id").containsExactly("f");
    way.undo();
    way.cleanUp();

    assertThat(RawPicture.of(db())).isEqualTo(now);
  }

  @Test
  void aDifferenceIsToldByIdAndFieldWithoutAValue() throws IOException {
    db().getCollection("c")
        .insertMany(
            List.of(
                new Document("_id", 1).append("a", new Document("b", "secret")),
                new Document("_id", "two").append("a", 1)));
    Dump dump = dump();
    RestoreScope scope = scope(dump);
    WayOfEngine way = new WayOfEngine(engine, source(), scope);
    way.prepare();
    String beside =
        db().listCollectionNames().into(new java.util.ArrayList<>()).stream()
            .filter(name -> name.startsWith("ox_restore_"))
            .findFirst()
            .orElseThrow();

    db().getCollection(beside)
        .updateOne(new Document("_id", 1), new Document("$set", new Document("a.b", "other")));
    assertThat(restore().difference(scope, database + ".c", source(), ProgressMonitor.NONE))
        .hasValue("the document with _id 1 differs in its field a.b");
    db().getCollection(beside).deleteMany(new Document());
    db().getCollection(beside)
        .insertOne(new Document("_id", 1).append("a", new Document("b", "secret")));
    assertThat(restore().difference(scope, database + ".c", source(), ProgressMonitor.NONE))
        .hasValue("the document with _id \"two\" is missing");
    way.cleanUp();
  }
}
