package io.orchestratex.alert.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** Runs work in a transaction, again when another process was quicker. */
@Singleton
final class Transactions {

  private static final int DUPLICATE_KEY = 11_000;
  private static final int TRIES = 10;
  private static final TransactionOptions OPTIONS =
      TransactionOptions.builder()
          .readConcern(ReadConcern.SNAPSHOT)
          .writeConcern(WriteConcern.MAJORITY)
          .build();

  private final MongoClient client;

  Transactions(MongoClient client) {
    this.client = client;
  }

  <T> T run(Function<ClientSession, T> work) {
    for (int attempt = 1; ; attempt++) {
      try (ClientSession session = client.startSession()) {
        return session.withTransaction(() -> work.apply(session), OPTIONS);
      } catch (MongoException e) {
        // Somebody stored the same first: the next attempt finds theirs and builds on it.
        if (e.getCode() != DUPLICATE_KEY || attempt == TRIES) {
          throw e;
        }
      }
    }
  }
}
