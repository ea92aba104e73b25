package io.orchestratex.alert.store.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.orchestratex.alert.channel.webhook.ReceiverStore;
import io.orchestratex.kit.mongodb.Mongo;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;

/** The webhook receiver in the collection {@code receivers}; an empty address may be missing. */
@Singleton
final class MongoReceiverStore implements ReceiverStore {

  private static final String WEBHOOK = "webhook";

  private final Mongo mongo;
  private final MongoCollection<Document> receivers;

  MongoReceiverStore(Mongo mongo, AlertDatabase database) {
    this.mongo = mongo;
    this.receivers = database.receivers();
  }

  @Override
  public Optional<Receiver> read() {
    return mongo.call(() ->
        Optional.ofNullable(receivers.find(Filters.eq("_id", WEBHOOK)).first())
            .map(stored -> new Receiver(Objects.requireNonNullElse(stored.getString("url"), ""))));
  }

  @Override
  public void write(Receiver receiver) {
    mongo.call(() ->
        receivers.updateOne(
            Filters.eq("_id", WEBHOOK),
            Updates.set("url", receiver.url()),
            new UpdateOptions().upsert(true)));
  }
}
