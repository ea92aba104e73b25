package io.orchestratex.kit.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.orchestratex.kit.system.EngineFacts;
import jakarta.inject.Singleton;
import org.bson.Document;

/** The service's MongoDB. */
@Singleton
@Requires(classes = MongoClient.class, beans = Mongo.class)
final class MongoFacts implements EngineFacts {

  private final MongoClient client;
  private final String address;

  MongoFacts(MongoClient client, @Value("${mongodb.uri}") String uri) {
    this.client = client;
    this.address = String.join(",", new ConnectionString(uri).getHosts());
  }

  @Override
  public String engine() {
    return "mongodb";
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public String version() {
    return client.getDatabase("admin").runCommand(new Document("buildInfo", 1)).get("version", "");
  }
}
