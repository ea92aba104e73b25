package io.orchestratex.backup.engine.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents of 16 MiB, the most that MongoDB takes, among small ones. */
class LargestDocumentTest {

  private static final int MOST = 16 << 20;

  @TempDir static Path folder;
  private final String database = "bkl" + UUID.randomUUID().toString().substring(0, 8);

  private static RawBsonDocument largest(int id) {
    Document empty = new Document("_id", id).append("blob", new byte[0]);
    int frame = new RawBsonDocument(empty, new DocumentCodec()).getByteBuffer().remaining();
    RawBsonDocument document =
        new RawBsonDocument(empty.append("blob", new byte[MOST - frame]), new DocumentCodec());
    assertThat(document.getByteBuffer().remaining()).isEqualTo(MOST);
    return document;
  }

  @Test
  void theLargestDocumentsAreBackedUpReadAndRestored() throws IOException {
    MongodbEngine engine =
        new MongodbEngine(
            new KeepCurrentSettings("outbox", "mongodb/none"), new ScopeSettings(database));
    EngineAccess access =
        new EngineAccess("mongodb", new Secret(TestEngines.shared().mongo().backupUri()));
    try (MongoClient client = MongoClients.create(access.uri().reveal())) {
      MongoDatabase db = client.getDatabase(database);
      try {
        for (int i = 0; i < 4; i++) {
          db.getCollection("c", RawBsonDocument.class).insertOne(largest(2 * i));
          db.getCollection("c").insertOne(new Document("_id", 2 * i + 1));
        }
        Path file = folder.resolve("archive");
        Dump dump;
        try (OutputStream out = Files.newOutputStream(file)) {
          dump = engine.dump(access, _ -> out, ProgressMonitor.NONE);
        }
        List<ObjectFact> facts = dump.files().getFirst().objects();
        assertThat(facts).singleElement().matches(fact -> fact.bytes() > 4L * MOST);
        try (InputStream in = Files.newInputStream(file)) {
          assertThat(engine.read(in, ProgressMonitor.NONE)).isEqualTo(facts);
        }
        db.drop();
        WayOfEngine way =
            new WayOfEngine(
                engine,
                _ -> Files.newInputStream(file),
                new RestoreScope("20020606_000001", 1, access, Selection.ALL, dump.files()));

        way.prepare();

        assertThat(way.measured()).isEqualTo(facts);
        way.apply();
        way.cleanUp();
        assertThat(db.getCollection("c").countDocuments()).isEqualTo(8);
      } finally {
        db.drop();
      }
    }
  }
}
