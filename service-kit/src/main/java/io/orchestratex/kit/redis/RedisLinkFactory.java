package io.orchestratex.kit.redis;

import io.lettuce.core.RedisClient;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes the one link to Redis of a service that uses it. */
@Factory
@Requires(classes = RedisClient.class)
@Requires(beans = RedisPatience.class)
final class RedisLinkFactory {

  @Singleton
  RedisLink link(
      RedisClient client,
      @Value("${redis.uri}") String uri,
      RedisPatience patience,
      InstantSource clock) {
    return new RedisLink(client, uri, patience.timeout(), patience.retryAfter(), clock);
  }
}
