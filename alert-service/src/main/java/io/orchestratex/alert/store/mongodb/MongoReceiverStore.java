package io.orchestratex.alert.store.mongodb;

import io.orchestratex.alert.channel.webhook.ReceiverStore;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;

/** The webhook receiver in the collection {@code receivers}. */
@Singleton
final class MongoReceiverStore implements ReceiverStore {

  private static final String WEBHOOK = "webhook";

  private final ReceiverRepository receivers;

  MongoReceiverStore(ReceiverRepository receivers) {
    this.receivers = receivers;
  }

  @Override
  public Optional<Receiver> read() {
    return receivers
        .findById(WEBHOOK)
        .map(stored -> new Receiver(Objects.requireNonNullElse(stored.url(), "")));
  }

  @Override
  public void write(Receiver receiver) {
    StoredReceiver stored = new StoredReceiver(WEBHOOK, receiver.url());
    if (receivers.existsById(WEBHOOK)) {
      receivers.update(stored);
    } else {
      receivers.save(stored);
    }
  }
}
