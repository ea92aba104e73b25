package io.orchestratex.kit;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.micronaut.context.ApplicationContext;
import io.orchestratex.contracts.SessionEvent;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.outbox.MongoOutbox;
import io.orchestratex.local.TestEngines;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A service that has nothing but an outbox, in a database of its own. */
final class OutboxService implements AutoCloseable {

  private final TestTokens tokens = new TestTokens();
  private final Map<String, String> environment;

  OutboxService(String suffix) {
    environment = TestEngines.shared().environmentOf("session-service", suffix);
  }

  ApplicationContext onMongo() {
    return ApplicationContext.run(mongoSettings());
  }

  /** The same, with a clock that is not the machine's. */
  ApplicationContext onMongo(InstantSource clock) {
    return ApplicationContext.builder().properties(mongoSettings()).singletons(clock).start();
  }

  private Map<String, Object> mongoSettings() {
    return settings("order-mongo", Map.of("mongodb.uri", environment.get("MONGODB_URI")));
  }

  ApplicationContext onPostgres() {
    return ApplicationContext.run(
        settings(
            "order-postgres",
            Map.of(
                "datasources.default.url", environment.get("POSTGRES_URL"),
                "datasources.default.username", environment.get("POSTGRES_USER"),
                "datasources.default.password", environment.get("POSTGRES_PASSWORD"),
                "flyway.datasources.default.locations", "classpath:db/plumbing")));
  }

  private Map<String, Object> settings(String name, Map<String, String> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("micronaut.application.name", name);
    settings.put("orchestratex.access.jwks-url", tokens.jwksUrl());
    for (String kafka : List.of("KAFKA_BOOTSTRAP_SERVERS", "KAFKA_USER", "KAFKA_PASSWORD")) {
      settings.put(kafka, environment.get(kafka));
    }
    return settings;
  }

  static MongoDatabase database(ApplicationContext service) {
    return service.getBean(MongoClient.class).getDatabase(service.getBean(Mongo.class).name());
  }

  static void appendInMongo(ApplicationContext service, String key, long sequence) {
    try (ClientSession session = service.getBean(MongoClient.class).startSession()) {
      session.withTransaction(() -> {
        service.getBean(MongoOutbox.class).append(session, started(key), sequence);
        return key;
      });
    }
  }

  static SessionEvent started(String session) {
    return new SessionEvent.Started(
        session, "ann", "A title", Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Override
  public void close() {
    tokens.close();
  }
}
