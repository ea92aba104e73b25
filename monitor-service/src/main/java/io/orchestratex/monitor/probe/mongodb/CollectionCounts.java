package io.orchestratex.monitor.probe.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.monitor.probe.SampleBag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;

/**
 * Documents per collection of the user databases. The server's own numbers are wrong after an
 * unclean stop; {@link KnownCollection} says when one is believed and when it is counted. With more
 * collections than the cap, each measurement reads the next ones and repeats the others' last
 * counts. A collection that was there for a while and is missing for the second time counts 0 for a
 * while, so that a drop is seen as what it is and a swap by renaming is not. The working copies of
 * a restore do not count.
 */
final class CollectionCounts {

  private static final Set<String> OWN_DATABASES = Set.of("admin", "config", "local");
  private static final List<String> WORKING_COPIES = List.of("ox_restore_", "ox_old_");

  private final int cap;
  private final RealCounts counts;
  private final Map<Namespace, KnownCollection> known = new LinkedHashMap<>();
  private Object server = "";
  private boolean seenToStart;
  private int next;

  CollectionCounts(int cap, RealCounts counts) {
    this.cap = cap;
    this.counts = counts;
  }

  /**
   * Reads and counts.
   *
   * @param budget how long the counting may take
   */
  void read(MongoClient mongo, Duration budget, SampleBag bag) {
    Map<Namespace, Object> present = new LinkedHashMap<>();
    for (String database : mongo.listDatabaseNames()) {
      if (!OWN_DATABASES.contains(database) && !isWorkingCopy(database)) {
        list(mongo.getDatabase(database), present);
      }
    }
    known
        .entrySet()
        .removeIf(each -> each.getValue().isForgotten(present.containsKey(each.getKey())));
    counts.retain(present.keySet());
    count(mongo, present, System.nanoTime() + budget.toNanos());
    known.forEach((namespace, collection) ->
        bag.add(
            "mongodb_collection_documents",
            Objects.requireNonNullElse(collection.documents(), Double.NaN),
            "database",
            namespace.database(),
            "collection",
            namespace.collection()));
    bag.add("mongodb_collections", present.size());
    bag.add("mongodb_collections_uncounted", uncounted());
  }

  private long uncounted() {
    return known.values().stream().filter(each -> each.documents() == null).count();
  }

  private static boolean isWorkingCopy(String name) {
    return WORKING_COPIES.stream().anyMatch(name::startsWith);
  }

  private static void list(MongoDatabase database, Map<Namespace, Object> into) {
    Document filter = new Document("type", "collection");
    for (Document collection : database.listCollections().filter(filter)) {
      String name = collection.getString("name");
      if (!name.startsWith("system.") && !isWorkingCopy(name)) {
        Object id = collection.getEmbedded(List.of("info", "uuid"), Object.class);
        into.put(new Namespace(database.getName(), name), Objects.requireNonNullElse(id, ""));
      }
    }
  }

  private void count(MongoClient mongo, Map<Namespace, Object> present, long endNanos) {
    List<Namespace> all = new ArrayList<>(present.keySet());
    List<Namespace> asked = new ArrayList<>();
    for (int i = 0; i < Math.min(cap, all.size()); i++) {
      asked.add(all.get((next + i) % all.size()));
    }
    Map<Namespace, Double> numbers = ServerNumbers.of(mongo, asked);
    next = all.isEmpty() ? 0 : (next + Math.min(cap, all.size())) % all.size();
    // Asked last, so that all numbers are this process's.
    notice(mongo);
    numbers.forEach((namespace, number) -> {
      KnownCollection collection = known.computeIfAbsent(namespace, _ -> new KnownCollection());
      collection.read(Objects.requireNonNull(present.get(namespace)), number);
      if (collection.isDoubtful()) {
        confirm(mongo, namespace, collection, number, endNanos);
      }
    });
  }

  private void confirm(
      MongoClient mongo,
      Namespace namespace,
      KnownCollection collection,
      double number,
      long endNanos) {
    if (counts.mayCount()) {
      Duration left = Duration.ofNanos(endNanos - System.nanoTime());
      counts.count(mongo, namespace, collection.id(), left).ifPresent(collection::counted);
    }
    if (!seenToStart && (!counts.mayCount() || counts.gaveUp(namespace))) {
      collection.trust(number);
    }
  }

  /** Another process has begun its numbers anew; that includes another member of the set. */
  private void notice(MongoClient mongo) {
    Object process =
        MongoSession.admin(mongo, "hello")
            .getEmbedded(List.of("topologyVersion", "processId"), Object.class);
    if (process != null && !process.equals(server)) {
      seenToStart = !server.equals("");
      server = process;
      known.values().forEach(KnownCollection::doubt);
    }
  }
}
