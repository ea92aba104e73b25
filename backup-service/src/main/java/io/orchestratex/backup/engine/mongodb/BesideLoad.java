package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Loads the wanted collections of an archive under other names, with options and indexes but
 * without the rules by which documents expire. What a collection is loaded with is read back and
 * compared with what it should be.
 */
final class BesideLoad implements ArchiveReader.Receiver {

  private static final int BATCH_DOCUMENTS = 2_000;
  private static final int BATCH_BYTES = 8 << 20;

  private final Server server;
  private final Map<String, String> besideByName;
  private final Map<String, ObjectFact> facts;
  private final ProgressMonitor monitor;
  private final List<RawBsonDocument> batch = new ArrayList<>();
  private final List<EmptyTimestamps> empty = new ArrayList<>();
  private final List<TtlRule> held = new ArrayList<>();
  private @Nullable Namespace of;
  private long bytes;

  /**
   * @param objects what the backup says of the collections
   */
  BesideLoad(
      Server server,
      Map<String, String> besideByName,
      List<ObjectFact> objects,
      ProgressMonitor monitor) {
    this.server = server;
    this.besideByName = besideByName;
    this.facts = objects.stream().collect(Collectors.toMap(ObjectFact::name, Function.identity()));
    this.monitor = monitor;
  }

  @Override
  public void begin(List<Namespace> namespaces, String serverVersion) {
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
    command.putAll(CollectionDefinition.createOptions(namespace));
    if (CappedSize.of(namespace).isPresent()) {
      CappedSize.widen(command, facts.get(namespace.name()));
    }
    try {
      server.database(namespace.database()).runCommand(command);
    } catch (MongoCommandException e) {
      throw refused(namespace, "this server does not make it with its options", e);
    }
  }

  private static RuntimeException refused(Namespace namespace, String what, MongoException e) {
    return Faults.concernsOneObject(e) || e instanceof MongoBulkWriteException
        ? new EngineException(
            "restore.object-refused", namespace.name() + ": " + what + ": " + Faults.reason(e), e)
        : e;
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
    byte[] copy = Arrays.copyOf(bson, length);
    EmptyTimestamps.replacedIn(copy).ifPresent(empty::add);
    batch.add(new RawBsonDocument(copy));
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
    MongoCollection<RawBsonDocument> beside = beside(of);
    try {
      beside.insertMany(batch, new InsertManyOptions().bypassDocumentValidation(true));
    } catch (MongoException e) {
      throw refused(of, "a document is not taken", e);
    }
    empty.forEach(each -> each.restore(beside));
    count(bytes);
    batch.clear();
    empty.clear();
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
    CappedSize.of(namespace).ifPresent(size -> size.enforce(server, namespace.database(), beside));
    List<BsonDocument> indexes = CollectionDefinition.createIndexes(namespace);
    if (!indexes.isEmpty()) {
      monitor.detail(namespace.name() + ": indexes");
      try {
        server.patiently(
            namespace.database(),
            new BsonDocument("createIndexes", new BsonString(beside))
                .append("indexes", new BsonArray(indexes)),
            monitor);
      } catch (MongoCommandException e) {
        throw refused(namespace, "its indexes cannot be built", e);
      }
    }
    compare(namespace, beside);
  }

  private void compare(Namespace wanted, String beside) {
    Namespace found = ServerCatalog.find(server, wanted.database(), beside);
    List<String> differences =
        found == null
            ? List.of("it is gone again")
            : CollectionDefinition.differences(wanted, found);
    if (!differences.isEmpty()) {
      throw new EngineException(
          "restore.unequal",
          "%s was loaded, but not as it is in the backup; this differs: %s"
              .formatted(wanted.name(), String.join(", ", differences)));
    }
  }
}
