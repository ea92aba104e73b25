package io.orchestratex.bench.console;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Copies of documents that a service wrote itself, with other ids and times: many, in the shape of
 * that service.
 */
final class Clones implements AutoCloseable {

  private static final int BATCH = 2_000;

  private final MongoClient client;
  private final MongoDatabase database;

  /**
   * Opens a service's database.
   *
   * @param uri as the service has it
   */
  Clones(String uri) {
    client = MongoClients.create(uri);
    database = client.getDatabase(Objects.requireNonNull(new ConnectionString(uri).getDatabase()));
  }

  /** The newest document of a collection. */
  Document newest(String collection) {
    return found(collection, new Document());
  }

  /** A document by its id. */
  Document get(String collection, String id) {
    return found(collection, new Document("_id", new ObjectId(id)));
  }

  private Document found(String collection, Document wanted) {
    Document found =
        database.getCollection(collection).find(wanted).sort(Sorts.descending("_id")).first();
    if (found == null) {
      throw new IllegalStateException("nothing is in " + collection + " to make more of");
    }
    return found;
  }

  /**
   * Stores so many copies.
   *
   * @param vary gives each copy, which has a new id, what sets it apart from the others
   */
  void add(String collection, Document original, int count, BiConsumer<Document, Integer> vary) {
    MongoCollection<Document> into = database.getCollection(collection);
    List<Document> batch = new ArrayList<>(BATCH);
    for (int i = 0; i < count; i++) {
      Document copy = new Document(original);
      copy.put("_id", new ObjectId());
      vary.accept(copy, i);
      batch.add(copy);
      if (batch.size() == BATCH || i == count - 1) {
        into.insertMany(batch, new InsertManyOptions().ordered(false));
        batch.clear();
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
