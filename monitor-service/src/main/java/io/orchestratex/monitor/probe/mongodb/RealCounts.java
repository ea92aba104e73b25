package io.orchestratex.monitor.probe.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts documents by the keys of the index {@code _id}, without reading one. Small collections are
 * counted while they are measured; one that takes longer than that allows is counted in the
 * background, one at a time, and again after a pause that doubles when that takes too long as well.
 * Used by one thread.
 */
final class RealCounts implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RealCounts.class);

  private static final List<Document> ALL =
      List.of(
          new Document("$group", new Document("_id", null).append("n", new Document("$sum", 1))));

  /** How long one collection may hold up a measurement. */
  private static final long QUICK_MILLIS = 300;

  private static final long FIRST_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofHours(1).toNanos();
  private static final long ASK_AGAIN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int BAD_VALUE = 2;
  private static final int UNAUTHORIZED = 13;
  private static final int MAX_TIME_MS_EXPIRED = 50;

  private final Function<Duration, MongoClient> patient;
  private final Duration limit;
  private final Map<Namespace, Slow> slow = new HashMap<>();
  private @Nullable MongoClient background;
  private @Nullable Running running;
  private @Nullable Long refusedAt;

  /**
   * @param patient makes a client that waits this long for an answer
   * @param limit how long a count in the background may take
   */
  RealCounts(Function<Duration, MongoClient> patient, Duration limit) {
    this.patient = patient;
    this.limit = limit;
  }

  /**
   * A real count.
   *
   * @param before what the server's own number was at its begin
   * @param after and at its end
   */
  record Count(double before, double documents, double after) {}

  private record Slow(long notBefore, long pause) {}

  private record Running(
      Namespace namespace, Object collection, CompletableFuture<Optional<Count>> count) {}

  /** False when the account may not count, which is found out again each minute. */
  boolean mayCount() {
    return refusedAt == null || System.nanoTime() - refusedAt > ASK_AGAIN_NANOS;
  }

  /**
   * Counts now where that is quick, else gives what a count in the background brought.
   *
   * @param collection which one it is that has the name
   * @param budget how long this may take
   */
  Optional<Count> count(
      MongoClient mongo, Namespace namespace, Object collection, Duration budget) {
    Running under = running;
    if (under != null && under.namespace().equals(namespace)) {
      return fromBackground(under, collection);
    }
    Slow known = slow.get(namespace);
    if (known != null) {
      if (under == null && System.nanoTime() - known.notBefore() >= 0) {
        begin(namespace, collection);
      }
      return Optional.empty();
    }
    long millis = Math.min(QUICK_MILLIS, budget.toMillis());
    if (millis <= 0) {
      return Optional.empty();
    }
    try {
      Optional<Count> count = counted(mongo, namespace, millis);
      refusedAt = null;
      return count;
    } catch (MongoCommandException e) {
      if (e.getErrorCode() == MAX_TIME_MS_EXPIRED) {
        if (millis == QUICK_MILLIS) {
          takesLong(namespace);
        }
        return Optional.empty();
      }
      if (e.getErrorCode() == UNAUTHORIZED) {
        refused();
        return Optional.empty();
      }
      throw e;
    }
  }

  /** From now on it is counted in the background. */
  void takesLong(Namespace namespace) {
    slow.put(namespace, new Slow(System.nanoTime(), FIRST_PAUSE_NANOS));
  }

  /** Whether a count in the background was tried and brought nothing. */
  boolean gaveUp(Namespace namespace) {
    Slow known = slow.get(namespace);
    return known != null && known.pause() > FIRST_PAUSE_NANOS;
  }

  private void refused() {
    if (refusedAt == null) {
      LOG.atWarn()
          .log(
              "the account may not count documents: after a restart of MongoDB, counts of"
                  + " collections are kept back. Give it the action 'find' on all collections");
    }
    refusedAt = System.nanoTime();
  }

  private void begin(Namespace namespace, Object collection) {
    MongoClient client = background;
    if (client == null) {
      client = patient.apply(limit);
      background = client;
    }
    MongoClient with = client;
    running =
        new Running(
            namespace,
            collection,
            CompletableFuture.supplyAsync(
                () -> counted(with, namespace, limit.toMillis()), Thread::startVirtualThread));
  }

  private Optional<Count> fromBackground(Running under, Object collection) {
    if (!under.count().isDone()) {
      return Optional.empty();
    }
    running = null;
    if (under.count().isCompletedExceptionally()) {
      Slow before = slow.get(under.namespace());
      long pause = before == null ? FIRST_PAUSE_NANOS : before.pause();
      slow.put(
          under.namespace(),
          new Slow(System.nanoTime() + pause, Math.min(LONGEST_PAUSE_NANOS, pause * 2)));
      LOG.atWarn()
          .addKeyValue("database", under.namespace().database())
          .addKeyValue("collection", under.namespace().collection())
          .log(
              "a collection could not be counted: its count is kept back if MongoDB was seen to"
                  + " start, else MongoDB's own number is shown: {}",
              why(under));
      return Optional.empty();
    }
    takesLong(under.namespace());
    return under.collection().equals(collection) ? under.count().join() : Optional.empty();
  }

  private static String why(Running under) {
    return under.count().exceptionNow().toString().lines().findFirst().orElse("");
  }

  private static Optional<Count> counted(MongoClient mongo, Namespace namespace, long millis) {
    Optional<Double> before = ServerNumbers.of(mongo, namespace);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    double documents = documents(mongo, namespace, millis);
    if (documents == 0 && before.get() > 0) {
      // Between two renames a collection is missing for a moment, and counts 0.
      documents = documents(mongo, namespace, millis);
    }
    double real = documents;
    return ServerNumbers.of(mongo, namespace).map(after -> new Count(before.get(), real, after));
  }

  private static double documents(MongoClient mongo, Namespace namespace, long millis) {
    Document byKeys =
        new Document("count", namespace.collection())
            // With a hint the server counts; without, it answers from its metadata.
            .append("query", new Document())
            .append("hint", new Document("_id", 1))
            .append("maxTimeMS", millis);
    try {
      return Fields.number(mongo.getDatabase(namespace.database()).runCommand(byKeys), "n");
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != BAD_VALUE) {
        throw e;
      }
      // There is no such index.
      Document found =
          mongo
              .getDatabase(namespace.database())
              .getCollection(namespace.collection())
              .aggregate(ALL)
              .maxTime(millis, TimeUnit.MILLISECONDS)
              .first();
      return found == null ? 0 : Fields.number(found, "n");
    }
  }

  /** What is no longer there needs no count. */
  void retain(Set<Namespace> present) {
    slow.keySet().retainAll(present);
    if (running != null && running.count().isDone() && !present.contains(running.namespace())) {
      running = null;
    }
  }

  @Override
  public void close() {
    if (background != null) {
      background.close();
      background = null;
    }
  }
}
