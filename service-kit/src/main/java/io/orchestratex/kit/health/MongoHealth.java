package io.orchestratex.kit.health;

import com.mongodb.client.MongoClient;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Says within 1.5 seconds whether MongoDB answers a ping; a service that stores in it is not ready
 * while it does not. Thread-safe: however many ask, one ping is under way.
 */
@Singleton
@Readiness
@Requires(classes = MongoClient.class, beans = MongoClient.class)
final class MongoHealth implements HealthIndicator {

  private static final Document PING = new Document("ping", 1);

  /** Less than those wait who ask for the readiness of a service. */
  private static final long LIMIT_MILLIS = 1_500;

  /** A ping over a connection that is dead on one side would never end. */
  private static final long GIVEN_UP_AFTER_SECONDS = 30;

  private final MongoClient client;
  private @Nullable CompletableFuture<HealthResult> underWay;

  MongoHealth(MongoClient client) {
    this.client = client;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.fromCompletableFuture(() ->
        underWay()
            .copy()
            .completeOnTimeout(down("no answer yet"), LIMIT_MILLIS, TimeUnit.MILLISECONDS));
  }

  private synchronized CompletableFuture<HealthResult> underWay() {
    if (underWay == null || underWay.isDone()) {
      underWay =
          CompletableFuture.supplyAsync(this::ping, Thread::startVirtualThread)
              .completeOnTimeout(down("no answer"), GIVEN_UP_AFTER_SECONDS, TimeUnit.SECONDS);
    }
    return underWay;
  }

  /** The driver waits for a server for longer than who asks does. */
  private HealthResult ping() {
    try {
      client.getDatabase("admin").runCommand(PING);
      return HealthResult.builder("mongodb", HealthStatus.UP).build();
    } catch (RuntimeException e) {
      // Its message names hosts and accounts, and /health is open to everybody.
      return down(e.getClass().getSimpleName());
    }
  }

  private static HealthResult down(String reason) {
    return HealthResult.builder("mongodb", HealthStatus.DOWN)
        .details(Map.of("error", "MongoDB does not answer a ping: " + reason))
        .build();
  }
}
