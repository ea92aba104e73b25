package io.orchestratex.monitor.probe.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.monitor.probe.SampleBag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/**
 * Documents per collection of the user databases, by the collection's metadata. With more
 * collections than the cap, each measurement counts the next ones and repeats the others' last
 * counts. A collection that was there for a while and is missing for the second time counts 0 for a
 * while, so that a drop is seen as what it is and a swap by renaming is not. The working copies of
 * a restore do not count.
 */
final class CollectionCounts {

  private static final Set<String> OWN_DATABASES = Set.of("admin", "config", "local");
  private static final int NAMESPACE_NOT_FOUND = 26;
  private static final List<String> WORKING_COPIES = List.of("ox_restore_", "ox_old_");
  private static final int SETTLED = 6;
  private static final int GONE_FOR_SURE = 2;
  private static final int SHOWN_GONE = 12;

  private static final List<Document> COUNT =
      List.of(
          new Document("$collStats", new Document("count", new Document())),
          new Document(
              "$group", new Document("_id", null).append("count", new Document("$sum", "$count"))));

  private final int cap;
  private final Map<Namespace, Seen> known = new LinkedHashMap<>();
  private int next;

  CollectionCounts(int cap) {
    this.cap = cap;
  }

  private record Namespace(String database, String collection) {}

  private static final class Seen {
    double count;
    int times;
    int gone;
  }

  void read(MongoClient mongo, SampleBag bag) {
    Set<Namespace> present = new LinkedHashSet<>();
    for (String database : mongo.listDatabaseNames()) {
      if (!OWN_DATABASES.contains(database) && !isWorkingCopy(database)) {
        for (String collection : names(mongo.getDatabase(database))) {
          present.add(new Namespace(database, collection));
        }
      }
    }
    count(mongo, new ArrayList<>(present));
    known.entrySet().removeIf(each -> isForgotten(present, each.getKey(), each.getValue()));
    known.forEach((namespace, seen) ->
        bag.add(
            "mongodb_collection_documents",
            seen.gone >= GONE_FOR_SURE ? 0 : seen.count,
            "database",
            namespace.database(),
            "collection",
            namespace.collection()));
    bag.add("mongodb_collections", present.size());
  }

  private static boolean isWorkingCopy(String name) {
    return WORKING_COPIES.stream().anyMatch(name::startsWith);
  }

  private static List<String> names(MongoDatabase database) {
    List<String> names = new ArrayList<>();
    Document filter = new Document("type", "collection");
    for (Document collection : database.listCollections().filter(filter)) {
      String name = collection.getString("name");
      if (!name.startsWith("system.") && !isWorkingCopy(name)) {
        names.add(name);
      }
    }
    return names;
  }

  private void count(MongoClient mongo, List<Namespace> present) {
    int counted = Math.min(cap, present.size());
    for (int i = 0; i < counted; i++) {
      Namespace namespace = present.get((next + i) % present.size());
      try {
        Document found =
            mongo
                .getDatabase(namespace.database())
                .getCollection(namespace.collection())
                .aggregate(COUNT)
                .first();
        Seen seen = known.computeIfAbsent(namespace, _ -> new Seen());
        seen.count = found == null ? 0 : Fields.number(found, "count");
        seen.times++;
        seen.gone = 0;
      } catch (MongoCommandException e) {
        if (e.getErrorCode() != NAMESPACE_NOT_FOUND) {
          throw e;
        }
        // Dropped since it was listed: next time it is not listed.
      }
    }
    next = present.isEmpty() ? 0 : (next + counted) % present.size();
  }

  private static boolean isForgotten(Set<Namespace> present, Namespace namespace, Seen seen) {
    if (present.contains(namespace)) {
      return false;
    }
    seen.gone++;
    return seen.times < SETTLED || seen.gone > SHOWN_GONE;
  }
}
