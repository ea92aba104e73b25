package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoBulkWriteException;
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
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Loads the wanted collections of an archive under other names. What a collection is besides its
 * documents is the work of {@link DefinitionLoad}.
 */
final class BesideLoad implements ArchiveReader.Receiver {

  private static final int BATCH_DOCUMENTS = 2_000;
  private static final int BATCH_BYTES = 8 << 20;

  private final Server server;
  private final Map<String, String> besideByName;
  private final Map<String, ObjectFact> facts;
  private final ProgressMonitor monitor;
  private final DefinitionLoad definitions;
  private final List<RawBsonDocument> batch = new ArrayList<>();
  private final List<EmptyTimestamps> empty = new ArrayList<>();
  private @Nullable Namespace of;
  private long bytes;

  /**
   * @param objects what the backup says of the collections
   * @param definitions makes the collections, and keeps what it could not make
   */
  BesideLoad(
      Server server,
      Map<String, String> besideByName,
      List<ObjectFact> objects,
      DefinitionLoad definitions,
      ProgressMonitor monitor) {
    this.server = server;
    this.besideByName = besideByName;
    this.facts = objects.stream().collect(Collectors.toMap(ObjectFact::name, Function.identity()));
    this.definitions = definitions;
    this.monitor = monitor;
  }

  @Override
  public void begin(List<Namespace> namespaces, String serverVersion) {
    for (Namespace namespace : namespaces) {
      String beside = besideByName.get(namespace.name());
      if (beside != null && namespace.isTimeseries()) {
        server.database(namespace.database()).createCollection(beside); // For its buckets.
      } else if (beside != null) {
        definitions.create(namespace, beside, facts.get(namespace.name()));
      }
    }
  }

  private static RuntimeException refused(Namespace namespace, MongoException e) {
    return Faults.concernsOneObject(e) || e instanceof MongoBulkWriteException
        ? new EngineException(
            "restore.object-refused",
            namespace.name() + ": a document is not taken: " + Faults.reason(e),
            e)
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
      throw refused(of, e);
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
    if (namespace.isTimeseries()) {
      TimeseriesSwap.prepare(server, definitions, namespace, beside);
    } else {
      definitions.finish(namespace, beside);
    }
  }
}
