package io.orchestratex.backup.engine.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ValidationOptions;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.BackupEngineContract;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.StagedRestore;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.LongRunning;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.BsonDocument;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.types.Binary;
import org.bson.types.Code;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@LongRunning("each test dumps, loads and renames whole databases")
class MongodbEngineTest extends BackupEngineContract {

  private static final String PREFIX = "bkm" + UUID.randomUUID().toString().substring(0, 6) + "_";
  private static MongoClient client;
  private static int number;

  private final MongodbEngine engine =
      new MongodbEngine(
          new KeepCurrentSettings("outbox,inbox,leases,parked_events", "mongodb/services"),
          new ScopeSettings(PREFIX + "*"));

  @BeforeAll
  static void connect() {
    client = MongoClients.create(TestEngines.shared().mongo().backupUri());
  }

  @AfterAll
  static void disconnect() {
    clean();
    client.close();
  }

  private static void clean() {
    for (String name : client.listDatabaseNames()) {
      if (name.startsWith(PREFIX)) {
        client.getDatabase(name).drop();
      }
    }
  }

  @Override
  protected BackupEngine engine() {
    return engine;
  }

  private StagedRestore restore() {
    return (StagedRestore) engine.restoreWay();
  }

  @Override
  protected Secret uri() {
    return new Secret(TestEngines.shared().mongo().backupUri());
  }

  @Override
  protected String freshDatabase() {
    clean(); // A dump holds all that is in scope.
    return PREFIX + ++number;
  }

  @Override
  protected void fill(String database) {
    MongoDatabase db = client.getDatabase(database);
    List<Document> kinds = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      kinds.add(
          new Document("_id", i)
              .append("long", (long) i << 33)
              .append("double", i / 3.0)
              .append("nan", Double.NaN)
              .append("decimal", new Decimal128(new BigDecimal("12.3400")))
              .append("date", Instant.parse("2090-01-01T00:00:00Z").plusSeconds(i))
              .append("binary", new Binary((byte) 0x80, new byte[] {1, 2, (byte) i}))
              .append("id", new ObjectId())
              .append("regex", Pattern.compile("a.*b", Pattern.CASE_INSENSITIVE))
              .append("code", new Code("function() {}"))
              .append("timestamp", new BsonTimestamp(i, 1))
              .append("min", new BsonMinKey())
              .append("max", new BsonMaxKey())
              .append("null", null)
              .append("", "empty key")
              .append("a.b", List.of(1, "two", new Document("three", 3L)))
              .append("text", "Grüße 🌍 " + i));
    }
    db.getCollection("kinds").insertMany(kinds);
    db.getCollection("kinds")
        .createIndex(
            Indexes.compoundIndex(Indexes.ascending("long"), Indexes.descending("text")),
            new IndexOptions().name("two ways"));
    db.getCollection("kinds")
        .createIndex(
            Indexes.ascending("date"),
            new IndexOptions()
                .expireAfter(9_000_000_000L / 1_000, TimeUnit.SECONDS)
                .partialFilterExpression(new Document("long", new Document("$gt", 1L << 40))));
    db.getCollection("kinds").createIndex(Indexes.text("text"));
    db.runCommand(
        new Document("create", "clustered")
            .append(
                "clusteredIndex",
                new Document("key", new Document("_id", 1)).append("unique", true))
            .append("expireAfterSeconds", 9_000_000));
    db.getCollection("clustered")
        .insertOne(new Document("_id", Date.from(Instant.parse("2090-01-01T00:00:00Z"))));
    db.createCollection("empty");
    db.getCollection("empty").createIndex(Indexes.hashed("x"));
    db.getCollection("odd näme.with \n line").insertOne(new Document("_id", "x"));
    db.getCollection("large").insertOne(new Document("blob", new byte[15 << 20]));
    db.createCollection("capped", new CreateCollectionOptions().capped(true).sizeInBytes(1 << 20));
    db.getCollection("capped").insertOne(new Document("_id", 1));
    db.createCollection(
        "validated",
        new CreateCollectionOptions()
            .validationOptions(
                new ValidationOptions()
                    .validator(new Document("n", new Document("$type", "int")))));
    db.getCollection("validated").insertOne(new Document("_id", 1).append("n", 5));
    db.createView("seen", "kinds", List.of(new Document("$match", new Document("_id", 1))));
    db.getCollection("left").insertOne(new Document("_id", 0));
    db.getCollection("right").insertOne(new Document("_id", 0));
  }

  @Override
  protected void damage(String database) {
    MongoDatabase db = client.getDatabase(database);
    db.getCollection("kinds").deleteMany(new Document("_id", new Document("$lt", 200)));
    db.getCollection("kinds")
        .updateOne(new Document("_id", 250), new Document("$set", new Document("text", "changed")));
    db.getCollection("kinds").dropIndex("two ways");
    db.getCollection("large").drop();
    db.getCollection("empty").insertOne(new Document("new", 1));
    db.getCollection("seen").drop();
  }

  @Override
  protected String picture(String database) {
    MongoDatabase db = client.getDatabase(database);
    TreeMap<String, String> picture = new TreeMap<>();
    for (Document info : db.listCollections()) {
      String name = info.getString("name");
      if (name.startsWith("system.")) {
        continue;
      }
      StringBuilder text =
          new StringBuilder(new TreeMap<>(info.get("options", Document.class)).toString());
      if (!info.getString("type").equals("view")) {
        List<String> indexes = new ArrayList<>();
        // The server says the parts of an index in the order in which they were set.
        db.getCollection(name)
            .listIndexes()
            .forEach(index -> indexes.add(new TreeMap<>(index).toString()));
        indexes.sort(null);
        text.append(indexes);
        List<String> documents = new ArrayList<>();
        db.getCollection(name, RawBsonDocument.class)
            .find()
            .forEach(document ->
                documents.add(
                    document.getByteBuffer().remaining()
                        + ":"
                        + Arrays.hashCode(document.getByteBuffer().asNIO().array())));
        documents.sort(null);
        text.append(documents);
      }
      picture.put(name, text.toString());
    }
    return picture.toString();
  }

  @Override
  protected void writePair(String database, int pair) {
    MongoDatabase db = client.getDatabase(database);
    try (ClientSession session = client.startSession()) {
      session.withTransaction(() -> {
        db.getCollection("left").insertOne(session, new Document("_id", pair));
        return db.getCollection("right").insertOne(session, new Document("_id", pair));
      });
    }
  }

  @Override
  protected List<String> pairObjects(String database) {
    return List.of(database + ".left", database + ".right");
  }

  @Test
  void whatIsLoadedHasNoExpiryUntilItIsPutInForce() throws IOException {
    Dump dump = dump();
    RestoreScope scope = scope(dump, "20010101_000007");
    List<Move> held = restore().load(scope, source(), ProgressMonitor.NONE).followUps();

    assertThat(held)
        .containsExactlyInAnyOrder(
            new TtlRule(database, "kinds", "date_1", 9_000_000).move(),
            new TtlRule(database, "clustered", "", 9_000_000).move());
    assertThat(held).allMatch(move -> move.phase() == Move.Phase.FOLLOW_UP);
    MongoDatabase db = client.getDatabase(database);
    for (Document info : db.listCollections()) {
      if (info.getString("name").startsWith("ox_restore_")) {
        assertThat(info.toJson()).doesNotContain("expireAfterSeconds");
        db.getCollection(info.getString("name"))
            .listIndexes()
            .forEach(index -> assertThat(index.toJson()).doesNotContain("expireAfterSeconds"));
      }
    }
    assertThat(engine.plan(scope).objects())
        .filteredOn(planned -> planned.expiresAfterSeconds() != null)
        .extracting(PlannedObject::name)
        .containsExactly(database + ".clustered", database + ".kinds");
    // What was dropped after it was restored needs no rule, and is no failure.
    restore().apply(scope, new TtlRule(database, "gone", "date_1", 5).move());
    restore().apply(scope, new TtlRule(database, "kinds", "gone", 5).move());
    way(scope).cleanUp();
  }

  @Test
  void aViewThatIsACollectionNowIsRefusedBeforeAnythingIsLoadedOrSwapped() throws IOException {
    Dump dump = dump();
    RestoreScope scope = scope(dump, "20010101_000008");
    restore().load(scope, source(), ProgressMonitor.NONE);
    assertThat(engine.plan(scope).obstacles()).isEmpty();
    client.getDatabase(database).getCollection("seen").drop();
    client.getDatabase(database).getCollection("seen").insertOne(new Document("_id", "own"));

    assertThat(engine.plan(scope).obstacles())
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains(database + ".seen is a view in the backup and a collection now");
    assertThatThrownBy(() -> restore().moves(scope))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(database + ".seen is a view in the backup and a collection now");
    way(scope).cleanUp();
    assertThatThrownBy(() -> restore().load(scope, source(), ProgressMonitor.NONE))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(database + ".seen");
    assertThat(restore().leftovers(scope)).isEmpty();
    assertThat(client.getDatabase(database).getCollection("seen").countDocuments()).isEqualTo(1);
  }

  /** A transaction that holds the collection keeps the server from building its indexes. */
  @Test
  void aStopEndsTheWaitForIndexes() throws IOException {
    Dump dump = dump();
    RestoreScope scope = scope(dump, "20010101_000009");
    try (ClientSession session = client.startSession()) {
      MongoDatabase db = client.getDatabase(database);
      AtomicReference<String> held = new AtomicReference<>();
      ProgressMonitor monitor =
          new ProgressMonitor() {
            @Override
            public void detail(String text) {
              if (text.equals(database + ".kinds: indexes")) {
                held.set(besideOfKinds(db));
                session.startTransaction();
                write(session);
              }
            }

            private void write(ClientSession in) {
              db.getCollection(held.get()).insertOne(in, new Document("_id", new ObjectId()));
            }

            @Override
            public void expect(long bytes) {}

            @Override
            public void processed(long bytes) {}

            @Override
            public void checkpoint() {
              if (held.get() != null) {
                write(session); // It still holds the collection, so no index is built yet.
                throw new IllegalArgumentException("stopped");
              }
            }

            @Override
            public Registration onStop(Runnable action) {
              return () -> {};
            }
          };

      assertThatThrownBy(() -> restore().load(scope, source(), monitor))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("stopped");

      session.abortTransaction();
    }
    way(scope).cleanUp();
    assertThat(restore().leftovers(scope)).isEmpty();
  }

  private static String besideOfKinds(MongoDatabase db) {
    for (String name : db.listCollectionNames()) {
      if (name.startsWith("ox_restore_") && db.getCollection(name).countDocuments() == 300) {
        return name;
      }
    }
    throw new AssertionError("nothing is loaded beside");
  }

  @Test
  void aRenameThatATransactionHoldsUpEndsAndSaysSo() {
    MongoDatabase db = client.getDatabase(database);
    db.getCollection("ox_restore_x").insertOne(new Document("_id", 1));
    String beside =
        Server.uuid(
            Objects.requireNonNull(
                db.listCollections(BsonDocument.class)
                    .filter(new Document("name", "ox_restore_x"))
                    .first()));
    CollectionRename rename =
        new CollectionRename(database, "left", "ox_restore_x", "ox_old_x", beside);
    try (ClientSession session = client.startSession();
        Server server = Server.connectBriefly(access(), new ScopeSettings(PREFIX + "*"))) {
      session.startTransaction();
      db.getCollection("left").insertOne(session, new Document("_id", "held"));

      assertThatThrownBy(() -> new Renames(server, Duration.ofMillis(500)).apply(rename))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining(database + ".left could not be renamed")
          .hasMessageContaining("transaction");

      session.abortTransaction();
      new Renames(server).apply(rename);
      assertThat(new Renames(server).isApplied(rename)).isTrue();
    }
  }
}
