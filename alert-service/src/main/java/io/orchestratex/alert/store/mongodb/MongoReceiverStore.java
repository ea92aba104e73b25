package io.orchestratex.alert.store.mongodb;

import io.orchestratex.alert.channel.webhook.ReceiverStore;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.mongodb.MongoFaults;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;

/** The webhook receiver in the collection {@code receivers}. */
@Singleton
final class MongoReceiverStore implements ReceiverStore {

  private static final String WEBHOOK = "webhook";

  private final Mongo mongo;
  private final ReceiverRepository receivers;

  MongoReceiverStore(Mongo mongo, ReceiverRepository receivers) {
    this.mongo = mongo;
    this.receivers = receivers;
  }

  @Override
  public Optional<Receiver> read() {
    return mongo.call(() ->
        receivers
            .findById(WEBHOOK)
            .map(stored -> new Receiver(Objects.requireNonNullElse(stored.url(), ""))));
  }

  @Override
  public void write(Receiver receiver) {
    mongo.run(() -> {
      try {
        receivers.set(WEBHOOK, receiver.url());
      } catch (RuntimeException e) {
        if (!MongoFaults.isDuplicateKey(e)) {
          throw e;
        }
        // Another one set the first address in this very moment: now there is one to change.
        receivers.set(WEBHOOK, receiver.url());
      }
    });
  }
}
