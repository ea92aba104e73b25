package io.orchestratex.kit.mongodb;

import com.mongodb.client.MongoClient;
import io.micronaut.context.annotation.Requires;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.orchestratex.kit.readiness.EngineHealth;
import jakarta.inject.Singleton;

/** Whether MongoDB is prepared and answers. */
@Singleton
@Readiness
@Requires(classes = MongoClient.class, beans = Mongo.class)
final class MongoHealth extends EngineHealth {

  MongoHealth(Mongo mongo) {
    super(
        mongo.start(),
        () -> {
          mongo.ping();
          return true;
        });
  }
}
