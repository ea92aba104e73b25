package io.orchestratex.backup.engine.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimeseriesRestoreTest {

  private static final Instant T0 = Instant.parse("2090-01-01T00:00:00Z");

  private final String database = "bkt" + UUID.randomUUID().toString().substring(0, 8);
  private final MongodbEngine engine =
      new MongodbEngine(
          new KeepCurrentSettings("outbox", "mongodb/none"), new ScopeSettings(database));
  private MongoClient client;
  private byte[] archive = new byte[0];

  @BeforeEach
  void make() {
    client = MongoClients.create(TestEngines.shared().mongo().backupUri());
    db().runCommand(
            Document.parse(
                "{create: 'load', timeseries: {timeField: 'at', metaField: 'host', granularity:"
                    + " 'minutes'}, expireAfterSeconds: 90000000}"));
    db().runCommand(
            Document.parse(
                "{createIndexes: 'load', indexes: [{key: {host: 1, at: -1}, name: 'by host'}]}"));
    measure("a", 500);
    measure("b", 10);
  }

  @AfterEach
  void drop() {
    db().drop();
    client.close();
  }

  private MongoDatabase db() {
    return client.getDatabase(database);
  }

  private void measure(String host, int times) {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      documents.add(
          new Document("at", Date.from(T0.plusSeconds(600L * i)))
              .append("host", host)
              .append("value", i / 3.0)
              .append("text", "Grüße " + i));
    }
    db().getCollection("load").insertMany(documents);
  }

  private EngineAccess access() {
    return new EngineAccess("mongodb", new Secret(TestEngines.shared().mongo().backupUri()));
  }

  private Dump dump() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    Dump dump = engine.dump(access(), _ -> file, ProgressMonitor.NONE);
    archive = file.toByteArray();
    return dump;
  }

  private static RestoreScope scope(EngineAccess access, List<DumpedFile> files) {
    return new RestoreScope("20020404_000001", 1, access, Selection.ALL, files);
  }

  private WayOfEngine prepared(Dump dump) throws IOException {
    WayOfEngine way =
        new WayOfEngine(
            engine, _ -> new ByteArrayInputStream(archive), scope(access(), dump.files()));
    way.prepare();
    assertThat(way.measured()).isEqualTo(dump.files().getFirst().objects());
    assertThat(way.deviations()).isEmpty();
    return way;
  }

  private static void carryOut(WayOfEngine way) throws IOException {
    way.apply();
    assertThat(way.isApplied()).isTrue();
    way.cleanUp();
    way.followUp();
  }

  @Test
  void aSeriesThatChangedIsBackBucketByBucket() throws IOException {
    Map<String, String> before = RawPicture.of(db());
    Dump dump = dump();
    db().getCollection("load").deleteMany(new Document("host", "a"));
    measure("c", 20);
    db().runCommand(Document.parse("{collMod: 'load', expireAfterSeconds: 80000000}"));

    WayOfEngine way = prepared(dump);
    measure("d", 1); // The application goes on.
    carryOut(way);

    assertThat(RawPicture.of(db())).isEqualTo(before);
    assertThat(db().getCollection("load").countDocuments()).isEqualTo(510);
    measure("e", 1);
    assertThat(db().getCollection("load").countDocuments(new Document("host", "e"))).isEqualTo(1);
  }

  @Test
  void aSeriesThatIsWrittenToIsStillTheOneThatWasPutInPlace() throws IOException {
    WayOfEngine way = prepared(dump());
    way.apply();
    measure("e", 1);

    assertThat(way.isApplied()).isTrue();
    way.cleanUp();
  }

  @Test
  void aSwapThatIsUndoneLeavesTheSeriesAsItWas() throws IOException {
    Dump dump = dump();
    measure("c", 20);
    db().runCommand(Document.parse("{dropIndexes: 'load', index: 'by host'}"));
    Map<String, String> before = RawPicture.of(db());

    WayOfEngine way = prepared(dump);
    way.undo();
    assertThat(db().getCollection("load").countDocuments()).as("nothing was begun").isEqualTo(530);
    way.apply();
    way.undo();
    way.cleanUp();

    assertThat(RawPicture.of(db())).isEqualTo(before);
  }

  @Test
  void aSeriesThatIsGoneComesBackAndGoesAgain() throws IOException {
    Map<String, String> before = RawPicture.of(db());
    Dump dump = dump();
    db().getCollection("load").drop();

    WayOfEngine way = prepared(dump);
    way.apply();
    way.undo();
    assertThat(db().listCollectionNames()).doesNotContain("load");
    way.apply();
    way.cleanUp();
    way.followUp();

    assertThat(RawPicture.of(db())).isEqualTo(before);
  }

  @Test
  void anOrdinaryCollectionInItsPlaceIsKeptAndPutBack() throws IOException {
    Dump dump = dump();
    db().getCollection("load").drop();
    db().getCollection("load").insertOne(new Document("_id", "own"));
    Map<String, String> before = RawPicture.of(db());

    WayOfEngine way = prepared(dump);
    way.apply();
    assertThat(db().getCollection("load").countDocuments()).isEqualTo(510);
    way.undo();
    way.cleanUp();

    assertThat(RawPicture.of(db())).isEqualTo(before);
  }

  /** A worker dies after each of its steps, which another one finds half done. */
  @Test
  void aSwapThatStoppedHalfwayIsEndedOrUndone() throws IOException {
    Dump dump = dump();
    measure("c", 20);
    Map<String, String> before = RawPicture.of(db());
    WayOfEngine way = prepared(dump);
    way.apply();
    String state =
        db().listCollectionNames().into(new ArrayList<>()).stream()
            .filter(name -> name.endsWith("_state"))
            .findFirst()
            .orElseThrow();
    db().getCollection(state)
        .updateOne(new Document("_id", "made"), Document.parse("{$set: {whole: false}}"));
    db().getCollection("system.buckets.load").deleteOne(new Document());

    assertThat(way.isApplied()).isFalse();
    way.apply();
    assertThat(db().getCollection("load").countDocuments()).isEqualTo(510);

    // It was dropped and not yet made, or made and not yet noted.
    db().getCollection("load").drop();
    db().getCollection(state).deleteOne(new Document("_id", "made"));
    db().runCommand(Document.parse("{create: 'load', timeseries: {timeField: 'at'}}"));
    way.undo();
    way.cleanUp();

    assertThat(RawPicture.of(db())).isEqualTo(before);
  }

  @Test
  void thePlanCountsBucketsAndLeavesWhatIsTooLarge() throws IOException {
    Dump dump = dump();
    DumpedFile file = dump.files().getFirst();
    EnginePlan plan = engine.plan(scope(access(), dump.files()));
    assertThat(plan.objects())
        .singleElement()
        .matches(object -> object.action() == Action.REPLACE)
        .matches(object -> Objects.equals(object.currentCount(), object.backupCount()));
    assertThat(plan.warnings()).anyMatch(each -> each.contains("its buckets are counted"));
    assertThat(plan.obstacles()).isEmpty();

    ObjectFact fact = file.objects().getFirst();
    DumpedFile large =
        new DumpedFile(
            file.scope(),
            List.of(new ObjectFact(fact.name(), fact.count(), fact.hash(), Timeseries.LARGEST + 1)),
            file.attributes());
    assertThat(engine.plan(scope(access(), List.of(large))).objects())
        .singleElement()
        .matches(object -> object.action() == Action.SKIP)
        .matches(object -> String.valueOf(object.reason()).contains("more than 256 MiB"))
        .matches(object -> String.valueOf(object.reason()).contains("mongorestore --nsInclude"));
    assertThat(Timeseries.left(large)).containsExactly(database + ".load");
  }
}
