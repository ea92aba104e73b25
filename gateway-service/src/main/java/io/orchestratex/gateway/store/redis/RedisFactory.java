package io.orchestratex.gateway.store.redis;

import io.lettuce.core.RedisClient;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import io.orchestratex.kit.redis.RedisLink;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes the one link to Redis. */
@Factory
final class RedisFactory {

  @Singleton
  RedisLink link(
      RedisClient client,
      @Value("${redis.uri}") String uri,
      RedisSettings settings,
      InstantSource clock) {
    return new RedisLink(client, uri, settings.timeout(), settings.retryAfter(), clock);
  }
}
