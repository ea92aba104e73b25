package io.orchestratex.kit.mongodb;

import io.micronaut.configuration.mongo.core.DefaultMongoConfiguration;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Leaves out the search for the entities of repositories at the start: the codec of an entity is
 * made when it is first used.
 */
@Singleton
@Requires(classes = DefaultMongoConfiguration.class)
final class WithoutEntityScan implements BeanCreatedEventListener<DefaultMongoConfiguration> {

  @Override
  public DefaultMongoConfiguration onCreated(BeanCreatedEvent<DefaultMongoConfiguration> event) {
    event.getBean().setPackageNames(List.of());
    return event.getBean();
  }
}
