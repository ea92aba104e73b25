package io.orchestratex.kit.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.orchestratex.kit.deadline.StoreDeadline;
import io.orchestratex.kit.failure.Backoff;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.StoreFailures;
import io.orchestratex.kit.readiness.EngineStart;
import io.orchestratex.kit.readiness.EngineStarts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.Document;

/**
 * The service's own database, as {@code mongodb.uri} names it. Everything that a store does runs in
 * {@link #call} or {@link #inTransaction}: faults leave them as {@code Failure}s (see {@link
 * io.orchestratex.kit.failure.StoreFaults}). Both wait a few seconds for a database that is not
 * prepared yet, and a request waits for both no longer than its {@link StoreDeadline} allows. Reads
 * go to the primary, so that callers see their own writes.
 *
 * <p>A transaction reads one snapshot and is committed to a majority. It runs again as a whole when
 * it met another one or the primary changed, after a random pause, at most {@value #ATTEMPTS} times
 * within 20 seconds (a taken key: 10 times); when the answer to a commit is lost, the commit alone
 * is repeated, as the driver's own {@code withTransaction} does. So the work may run several times:
 * it must do nothing but work on the session. Thread-safe.
 */
@Context
@Requires(property = "mongodb.uri")
@Requires(classes = MongoClient.class)
public final class Mongo {

  private static final String ENGINE = "MongoDB";
  private static final int ATTEMPTS = 40;
  private static final Duration WAIT_FOR_START = Duration.ofSeconds(5);

  /** What is still taken then is no meeting. */
  private static final Backoff KEY_RETRY =
      new Backoff(10, Duration.ofMillis(20), Duration.ofSeconds(20));

  private static final Backoff RETRY =
      new Backoff(ATTEMPTS, Duration.ofMillis(100), Duration.ofSeconds(20));
  private static final TransactionOptions OPTIONS =
      TransactionOptions.builder()
          .readConcern(ReadConcern.SNAPSHOT)
          .readPreference(ReadPreference.primary())
          .writeConcern(WriteConcern.MAJORITY)
          .maxCommitTime(10L, TimeUnit.SECONDS)
          .build();

  private final MongoClient client;
  private final MongoDatabase database;
  private final MongoFaults faults;
  private final StoreFailures failures;
  private final StoreDeadline deadline;
  private final EngineStart start;

  Mongo(
      MongoClient client,
      @Value("${mongodb.uri}") String uri,
      List<MongoSchema> schemas,
      MongoFaults faults,
      StoreFailures failures,
      StoreDeadline deadline,
      EngineStarts starts) {
    ConnectionString address = new ConnectionString(uri);
    String name = address.getDatabase();
    if (name == null) {
      throw new IllegalStateException(
          "mongodb.uri names no database; expected mongodb://user:password@host:port/DATABASE");
    }
    this.client = client;
    this.database = client.getDatabase(name).withReadPreference(ReadPreference.primary());
    this.faults = faults;
    this.failures = failures;
    this.deadline = deadline;
    this.start =
        starts.begin(
            new MongoPreparation(String.join(",", address.getHosts()), client, database, schemas));
  }

  /** The name of the database. */
  public String name() {
    return database.getName();
  }

  public MongoDatabase database() {
    return database;
  }

  public MongoCollection<Document> collection(String collection) {
    return database.getCollection(collection);
  }

  /** Waits for the engine, and whether it is ready. */
  public EngineStart start() {
    return start;
  }

  MongoClient client() {
    return client;
  }

  /**
   * Asks the server something cheap. Waits for as long as the driver does, which is long when the
   * server hangs.
   *
   * @throws com.mongodb.MongoException when there is no answer
   */
  public void ping() {
    client.getDatabase("admin").runCommand(MongoPreparation.PING);
  }

  /** Runs reads or a single write. */
  public <T> T call(Supplier<T> work) {
    awaitPrepared();
    try {
      return deadline.within(ENGINE, work::get);
    } catch (RuntimeException e) {
      throw translated(e);
    }
  }

  /** Runs work that returns nothing. */
  public void run(Runnable work) {
    call(() -> {
      work.run();
      return true;
    });
  }

  /** All of {@code work} or nothing. */
  public <T> T inTransaction(Function<ClientSession, T> work) {
    return inTransaction(Meeting.WRITES, work);
  }

  /** What makes a transaction run again. */
  public enum Meeting {
    /** Another transaction that wrote the same document. */
    WRITES,
    /**
     * As well another one that stored the same unique key first: the next attempt finds its entry
     * and builds on it.
     */
    WRITES_AND_KEYS
  }

  /** All of {@code work} or nothing. */
  public <T> T inTransaction(Meeting retried, Function<ClientSession, T> work) {
    awaitPrepared();
    return deadline.within(ENGINE, () -> repeated(retried, work));
  }

  private <T> T repeated(Meeting retried, Function<ClientSession, T> work) {
    long begunNanos = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      try (ClientSession session = client.startSession()) {
        return attempt(session, work, begunNanos);
      } catch (RuntimeException e) {
        // After a timeout the driver has waited for a server already, and so has the caller.
        boolean again =
            MongoFaults.isTransient(e)
                ? !MongoFaults.isTimeout(e) && RETRY.again(attempt, begunNanos)
                : metKey(e, retried) && KEY_RETRY.again(attempt, begunNanos);
        if (!again) {
          throw translated(e);
        }
      }
    }
  }

  private <T> T attempt(ClientSession session, Function<ClientSession, T> work, long begunNanos) {
    session.startTransaction(OPTIONS);
    T result;
    try {
      result = work.apply(session);
    } catch (Throwable e) {
      if (session.hasActiveTransaction()) {
        session.abortTransaction();
      }
      throw e;
    }
    commit(session, begunNanos);
    return result;
  }

  /** A commit whose answer was lost is safe to send again: it is one and the same transaction. */
  private void commit(ClientSession session, long begunNanos) {
    for (int attempt = 1; ; attempt++) {
      try {
        session.commitTransaction();
        return;
      } catch (MongoException e) {
        if (!MongoFaults.isCommitUnknown(e)) {
          throw e;
        }
        if (!RETRY.again(attempt, begunNanos)) {
          throw failures.unavailable(
              "MongoDB did not say whether the change was stored. Read it before you try again.",
              e);
        }
      }
    }
  }

  private static boolean metKey(RuntimeException fault, Meeting retried) {
    return retried == Meeting.WRITES_AND_KEYS
        && !(fault instanceof FailureException)
        && MongoFaults.isDuplicateKey(fault);
  }

  private void awaitPrepared() {
    if (!start.isPrepared() && !start.awaitPrepared(WAIT_FOR_START)) {
      throw failures.unavailable("MongoDB is not ready yet. Try again shortly.", null);
    }
  }

  private RuntimeException translated(RuntimeException fault) {
    FailureException failure = faults.translate(fault);
    return failure == null ? fault : failure;
  }
}
