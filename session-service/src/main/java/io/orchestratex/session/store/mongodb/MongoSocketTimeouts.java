package io.orchestratex.session.store.mongodb;

import io.micronaut.configuration.mongo.core.DefaultMongoConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Bounds each call over the wire; the framework has no setting for these two. */
@Singleton
final class MongoSocketTimeouts implements BeanCreatedEventListener<DefaultMongoConfiguration> {

  private static final int SECONDS = 20;

  @Override
  public DefaultMongoConfiguration onCreated(BeanCreatedEvent<DefaultMongoConfiguration> event) {
    DefaultMongoConfiguration configuration = event.getBean();
    configuration
        .getSocketSettings()
        .connectTimeout(SECONDS, TimeUnit.SECONDS)
        .readTimeout(SECONDS, TimeUnit.SECONDS);
    return configuration;
  }
}
