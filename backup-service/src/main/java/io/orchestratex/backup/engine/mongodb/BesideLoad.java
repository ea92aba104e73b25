package io.orchestratex.backup.engine.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Loads the wanted collections of an archive under other names, with options and indexes but
 * without the rules by which documents expire.
 */
final class BesideLoad implements ArchiveReader.Receiver {

  private static final int BATCH_DOCUMENTS = 2_000;
  private static final int BATCH_BYTES = 8 << 20;

  private final Server server;
  private final Map<String, String> besideByName;
  private final ProgressMonitor monitor;
  private final List<RawBsonDocument> batch = new ArrayList<>();
  private final List<TtlRule> held = new ArrayList<>();
  private @Nullable Namespace of;
  private long bytes;

  BesideLoad(Server server, Map<String, String> besideByName, ProgressMonitor monitor) {
    this.server = server;
    this.besideByName = besideByName;
    this.monitor = monitor;
  }

  @Override
  public void begin(List<Namespace> namespaces) {
    for (Namespace namespace : namespaces) {
      String beside = besideByName.get(namespace.name());
      if (beside != null) {
        create(namespace, beside);
        held.addAll(Expiration.of(namespace));
      }
    }
  }

  /** The rules that the loaded collections should have and have not. */
  List<TtlRule> held() {
    return List.copyOf(held);
  }

  private void create(Namespace namespace, String beside) {
    BsonDocument command = new BsonDocument("create", new BsonString(beside));
    Expiration.without(namespace.options())
        .forEach((key, value) -> {
          if (!key.equals("uuid") && !key.equals("autoIndexId")) {
            command.append(key, value);
          }
        });
    server.database(namespace.database()).runCommand(command);
  }

  @Override
  public void document(Namespace namespace, byte[] bson, int length) {
    if (!besideByName.containsKey(namespace.name())) {
      count(length);
      return;
    }
    if (of == null || !of.name().equals(namespace.name())) {
      flush();
      of = namespace;
      monitor.detail(namespace.name());
    }
    batch.add(new RawBsonDocument(Arrays.copyOf(bson, length)));
    bytes += length;
    if (bytes >= BATCH_BYTES || batch.size() >= BATCH_DOCUMENTS) {
      flush();
    }
  }

  private void count(long done) {
    monitor.processed(done);
    monitor.checkpoint();
  }

  private void flush() {
    if (of == null || batch.isEmpty()) {
      return;
    }
    // Documents may be older than the validator.
    beside(of).insertMany(batch, new InsertManyOptions().bypassDocumentValidation(true));
    count(bytes);
    batch.clear();
    bytes = 0;
  }

  private MongoCollection<RawBsonDocument> beside(Namespace namespace) {
    String name = besideByName.get(namespace.name());
    if (name == null) {
      throw new IllegalStateException("no collection beside " + namespace.name());
    }
    return server.database(namespace.database()).getCollection(name, RawBsonDocument.class);
  }

  @Override
  public void end(Namespace namespace) throws IOException {
    flush();
    of = null;
    String beside = besideByName.get(namespace.name());
    if (beside == null) {
      return;
    }
    BsonArray indexes = new BsonArray();
    for (BsonValue each : namespace.metadata().getArray("indexes", new BsonArray())) {
      BsonDocument index = Expiration.without(each.asDocument());
      index.remove("ns");
      index.remove("background");
      if (!index.getString("name").getValue().equals("_id_")
          && !index.getBoolean("clustered", BsonBoolean.FALSE).getValue()) {
        indexes.add(index);
      }
    }
    if (!indexes.isEmpty()) {
      monitor.detail(namespace.name() + ": indexes");
      server.patiently(
          namespace.database(),
          new BsonDocument("createIndexes", new BsonString(beside)).append("indexes", indexes),
          monitor);
    }
  }
}
