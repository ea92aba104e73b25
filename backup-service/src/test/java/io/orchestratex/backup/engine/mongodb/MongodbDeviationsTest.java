package io.orchestratex.backup.engine.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.Move;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backups of another server, with definitions that this one does not make. */
class MongodbDeviationsTest {

  private final String database = "bkd" + UUID.randomUUID().toString().substring(0, 8);
  private final MongodbEngine engine =
      new MongodbEngine(
          new KeepCurrentSettings("outbox", "mongodb/none"), new ScopeSettings(database));
  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
  private MongoClient client;

  @BeforeEach
  void connect() {
    client = MongoClients.create(TestEngines.shared().mongo().backupUri());
  }

  @AfterEach
  void drop() {
    client.getDatabase(database).drop();
    client.close();
  }

  private MongoDatabase db() {
    return client.getDatabase(database);
  }

  private Namespace namespace(String type, String name, String metadata) {
    BsonDocument parsed = BsonDocument.parse(metadata);
    return new Namespace(
        database, name, type, parsed.append("uuid", BsonDocument.parse("{u: ''}").get("u")));
  }

  /** Each collection with three documents. */
  private WayOfEngine way(Namespace... namespaces) throws IOException {
    ArchiveWriter writer = new ArchiveWriter(archive);
    writer.begin(List.of(namespaces), "99.0.0");
    for (Namespace each : namespaces) {
      if (each.isView()) {
        writer.view(each);
      } else {
        ArchiveWriter.Body body = writer.body(each);
        for (int i = 0; i < 3; i++) {
          byte[] document =
              Bson.bytes(new BsonDocument("_id", new BsonInt32(i)).append("a", new BsonInt32(1)));
          body.document(document, 0, document.length);
        }
        body.end();
      }
    }
    List<Namespace> all = List.of(namespaces);
    DumpedFile file =
        new DumpedFile(
            DumpedFile.ALL,
            engine.read(new ByteArrayInputStream(archive.toByteArray()), ProgressMonitor.NONE),
            Map.of(
                ViewDefinitions.ATTRIBUTE,
                ViewDefinitions.attribute(all),
                Timeseries.ATTRIBUTE,
                Timeseries.attribute(all),
                Expiration.ATTRIBUTE,
                Expiration.json(all)));
    EngineAccess access =
        new EngineAccess("mongodb", new Secret(TestEngines.shared().mongo().backupUri()));
    return new WayOfEngine(
        engine,
        _ -> new ByteArrayInputStream(archive.toByteArray()),
        new RestoreScope("20020303_000001", 1, access, Selection.ALL, List.of(file)));
  }

  private static void carryOut(WayOfEngine way) throws IOException {
    way.apply();
    assertThat(way.isApplied()).isTrue();
    way.cleanUp();
    way.followUp();
  }

  private List<String> indexes(String collection) {
    List<String> names = new ArrayList<>();
    db().getCollection(collection).listIndexes().forEach(each -> names.add(each.getString("name")));
    return names;
  }

  @Test
  void whatThisServerDoesNotMakeIsADeviationAndAllDocumentsAreBack() throws IOException {
    WayOfEngine way =
        way(
            namespace(
                Namespace.COLLECTION,
                "orders",
                """
                {options: {validator: {$nosuch: 1}, validationLevel: 'off'}, indexes: [
                  {v: 2, key: {_id: 1}, name: '_id_'},
                  {v: 2, key: {a: 'nosuch'}, name: 'of the future', expireAfterSeconds: 5},
                  {v: 2, key: {a: 1}, name: 'one each', unique: true},
                  {v: 2, key: {a: -1}, name: 'good'}]}\
                """),
            namespace(
                Namespace.VIEW, "odd", "{options: {viewOn: 'orders', pipeline: [{$nosuch: 1}]}}"),
            namespace(
                Namespace.VIEW,
                "fine",
                "{options: {viewOn: 'orders', pipeline: [{$match: {a: 1}}]}}"));

    way.prepare();

    assertThat(way.deviations())
        .extracting(Deviation::kind, Deviation::name)
        .containsExactlyInAnyOrder(
            tuple("option", database + ".orders validator"),
            tuple("index", database + ".orders of the future"),
            tuple("index", database + ".orders one each"),
            tuple("view", database + ".odd"));
    assertThat(way.deviations())
        .allMatch(each -> each.reason().contains("MongoDB says"))
        .anyMatch(each -> each.reason().contains("index one each is missing"));
    assertThat(way.followUps()).as("a rule needs its index").extracting(Move::id).isEmpty();
    assertThat(way.measured()).singleElement().matches(fact -> fact.count() == 3);
    carryOut(way);
    assertThat(db().getCollection("orders").countDocuments()).isEqualTo(3);
    assertThat(indexes("orders")).containsExactlyInAnyOrder("_id_", "good");
    assertThat(db().getCollection("fine").countDocuments()).isEqualTo(3);
    assertThat(db().listCollectionNames()).doesNotContain("odd");
  }

  @Test
  void aViewThatIsNotMadeStaysAsItIs() throws IOException {
    db().createView("odd", "orders", List.of(new Document("$match", new Document("a", 2))));
    WayOfEngine way =
        way(
            namespace(
                Namespace.COLLECTION,
                "orders",
                "{options: {}, indexes: [{v: 2, key: {_id: 1}, name: '_id_'}]}"),
            namespace(
                Namespace.VIEW, "odd", "{options: {viewOn: 'orders', pipeline: [{$nosuch: 1}]}}"));

    way.prepare();
    carryOut(way);

    assertThat(way.deviations()).extracting(Deviation::kind).containsExactly("view");
    assertThat(db().getCollection("odd").countDocuments()).isZero();
    assertThat(db().listCollectionNames()).contains("odd");
  }

  @Test
  void whatCouldTakeNoDocumentIsStillRefused() throws IOException {
    WayOfEngine way =
        way(
            namespace(
                Namespace.TIMESERIES,
                "series",
                "{options: {timeseries: {timeField: 't', granularity: 'nosuch'}}, indexes: []}"));

    assertThatThrownBy(way::prepare)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(database + ".series: this server does not make it");
    way.cleanUp();
  }
}
