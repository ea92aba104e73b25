package io.orchestratex.monitor.probe.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/**
 * The number of documents that the server keeps with each collection. Those of a database are asked
 * for together: a command for each collection was most of what a measurement cost.
 */
final class ServerNumbers {

  private static final int AT_ONCE = 100;
  private static final int UNAUTHORIZED = 13;
  private static final int NAMESPACE_NOT_FOUND = 26;
  private static final Document STATS =
      new Document("$collStats", new Document("count", new Document()));
  private static final Document NUMBER =
      new Document("$project", new Document("_id", 0).append("ns", 1).append("count", 1));

  private ServerNumbers() {}

  /** Of those collections that exist. */
  static Map<Namespace, Double> of(MongoClient mongo, List<Namespace> collections) {
    Map<String, List<Namespace>> byDatabase = new LinkedHashMap<>();
    collections.forEach(
        each -> byDatabase.computeIfAbsent(each.database(), _ -> new ArrayList<>()).add(each));
    Map<Namespace, Double> numbers = new LinkedHashMap<>();
    for (List<Namespace> all : byDatabase.values()) {
      for (int from = 0; from < all.size(); from += AT_ONCE) {
        List<Namespace> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
        try {
          numbers.putAll(together(mongo, some));
        } catch (MongoCommandException e) {
          if (e.getErrorCode() != NAMESPACE_NOT_FOUND && e.getErrorCode() != UNAUTHORIZED) {
            throw e;
          }
          // One was dropped since it was listed, or the account may not ask like this.
          some.forEach(each -> of(mongo, each).ifPresent(number -> numbers.put(each, number)));
        }
      }
    }
    return numbers;
  }

  /** Of one collection, or empty when there is none. */
  static Optional<Double> of(MongoClient mongo, Namespace collection) {
    try {
      return Optional.ofNullable(together(mongo, List.of(collection)).get(collection));
    } catch (MongoCommandException e) {
      if (e.getErrorCode() == NAMESPACE_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Of collections of one database. */
  private static Map<Namespace, Double> together(MongoClient mongo, List<Namespace> collections) {
    Map<String, Namespace> byName = new HashMap<>();
    List<Document> pipeline = new ArrayList<>(List.of(STATS, NUMBER));
    for (Namespace each : collections) {
      byName.put(each.database() + "." + each.collection(), each);
      if (!each.equals(collections.getFirst())) {
        pipeline.add(
            new Document(
                "$unionWith",
                new Document("coll", each.collection())
                    .append("pipeline", List.of(STATS, NUMBER))));
      }
    }
    Map<Namespace, Double> numbers = new HashMap<>();
    Namespace first = collections.getFirst();
    for (Document found :
        mongo
            .getDatabase(first.database())
            .getCollection(first.collection())
            .aggregate(pipeline)
            .batchSize(AT_ONCE + 1)) {
      Namespace of = byName.get(found.getString("ns"));
      if (of != null) {
        // A sharded collection has one for each shard.
        numbers.merge(of, Fields.number(found, "count"), Double::sum);
      }
    }
    return numbers;
  }
}
