package io.orchestratex.kit.redis;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthResult;
import io.orchestratex.kit.readiness.PlainHealth;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Says whether Redis answers. The service is ready without it, so this is never {@code DOWN}. */
@Singleton
@Requires(beans = RedisLink.class)
final class RedisHealth implements PlainHealth {

  private static final String NAME = "redis";

  private final RedisLink redis;

  RedisHealth(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.fromCompletableFuture(() ->
        redis
            .ask(commands -> commands.ping())
            .handle((answer, _) ->
                answer != null
                    ? HealthResult.builder(NAME, HealthStatus.UP).build()
                    : HealthResult.builder(NAME, DEGRADED)
                        .details(Map.of("error", "Redis does not answer"))
                        .build()));
  }
}
