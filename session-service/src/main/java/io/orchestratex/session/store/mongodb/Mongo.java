package io.orchestratex.session.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.outbox.MongoDatabaseName;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.Document;

/**
 * The service's database: reads and transactions whose faults arrive as failures. Reads go to the
 * primary, so that everybody sees their own writes.
 */
@Singleton
final class Mongo {

  static final String SESSIONS = "user_sessions";
  static final String THREADS = "conversation_threads";
  static final String RESPONSES = "model_responses";
  static final String IDEMPOTENCY_KEYS = "idempotency_keys";

  private static final TransactionOptions TRANSACTION =
      TransactionOptions.builder()
          .readConcern(ReadConcern.SNAPSHOT)
          .readPreference(ReadPreference.primary())
          .writeConcern(WriteConcern.MAJORITY)
          .maxCommitTime(10L, TimeUnit.SECONDS)
          .build();

  private final MongoClient client;
  private final MongoDatabase database;

  Mongo(MongoClient client, MongoDatabaseName name) {
    this.client = client;
    this.database = client.getDatabase(name.name());
  }

  MongoDatabase database() {
    return database;
  }

  MongoCollection<Document> collection(String name) {
    return database.getCollection(name);
  }

  /**
   * Runs work in one transaction and repeats it as a whole when it met another one or the primary
   * changed.
   */
  <T> T inTransaction(Function<ClientSession, T> work) {
    return guarded(() -> {
      try (ClientSession session = client.startSession()) {
        return session.withTransaction(() -> work.apply(session), TRANSACTION);
      }
    });
  }

  /** Runs a read or a single write. */
  <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (MongoTimeoutException | MongoSocketException e) {
      throw unavailable(e);
    } catch (MongoException e) {
      if (e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)
          || e.hasErrorLabel("RetryableWriteError")) {
        throw unavailable(e);
      }
      throw e;
    }
  }

  private static FailureException unavailable(MongoException e) {
    return FailureException.unavailable(
        "session.store-unavailable", "The database does not answer; try again shortly.", e);
  }
}
