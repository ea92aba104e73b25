package io.orchestratex.session.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings MongoDB at the start until it answers, then creates the indexes; the service is not ready
 * before that. Whether MongoDB answers later is the kit's to watch.
 */
@Singleton
final class MongoStart extends AbstractHealthIndicator<Map<String, Object>>
    implements ApplicationEventListener<StartupEvent> {

  private static final Logger LOG = LoggerFactory.getLogger(MongoStart.class);
  private static final Document PING = new Document("ping", 1);
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final MongoClient client;
  private final Mongo mongo;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile boolean prepared;

  MongoStart(MongoClient client, Mongo mongo) {
    this.client = client;
    this.mongo = mongo;
  }

  @Override
  public void onApplicationEvent(StartupEvent event) {
    Thread.ofVirtual().name("mongo-start").start(this::prepareUntilDone);
  }

  private void prepareUntilDone() {
    long pause = 250;
    do {
      try {
        prepare();
        return;
      } catch (MongoException e) {
        LOG.atWarn()
            .addKeyValue("next_try_ms", pause)
            .log("MongoDB cannot be prepared yet: {}", e.getMessage());
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
      }
    } while (!stopped(pause));
  }

  private boolean stopped(long waitMillis) {
    try {
      return stopping.await(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Safe to run at each start, and by several processes at once. */
  void prepare() {
    client.getDatabase("admin").runCommand(PING);
    for (IndexCatalog.Collection collection : IndexCatalog.ALL) {
      mongo.collection(collection.name()).createIndexes(collection.indexes());
    }
    prepared = true;
    LOG.atInfo()
        .addKeyValue("database", mongo.database().getName())
        .log("connection to MongoDB established");
  }

  @PreDestroy
  void stop() {
    stopping.countDown();
  }

  @Override
  protected String getName() {
    return "mongodb-indexes";
  }

  @Override
  protected Map<String, Object> getHealthInformation() {
    if (!prepared) {
      healthStatus = HealthStatus.DOWN;
      return Map.of("error", "MongoDB has not been prepared yet");
    }
    healthStatus = HealthStatus.UP;
    return Map.of("database", mongo.database().getName());
  }
}
