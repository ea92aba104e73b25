package io.orchestratex.kit.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.kit.readiness.EnginePreparation;
import io.orchestratex.kit.readiness.StoreReady;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/** Pings the primary, then puts the collections in place. */
record MongoPreparation(
    String address, MongoClient client, MongoDatabase database, List<MongoSchema> schemas)
    implements EnginePreparation {

  static final Document PING = new Document("ping", 1);

  @Override
  public String engine() {
    return StoreReady.MONGODB;
  }

  @Override
  public void prepare() {
    client.getDatabase("admin").runCommand(PING);
    CollectionSetup setup = new CollectionSetup(database);
    schemas.stream().flatMap(schema -> schema.collections().stream()).forEach(setup::apply);
  }

  @Override
  public Optional<String> reasonToWait(Throwable fault) {
    if (MongoFaults.isRefused(fault)) {
      return Optional.of("it refuses the account of this service (mongodb.uri)");
    }
    return MongoFaults.isDown(fault) || MongoFaults.isTransient(fault)
        ? Optional.of("it does not answer, or has no primary yet")
        : Optional.empty();
  }
}
