package io.orchestratex.session.store.redis;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.orchestratex.kit.redis.RedisLink;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Says whether Redis answers. The service is ready without it, so this is never {@code DOWN}. */
@Singleton
final class RedisHealth extends AbstractHealthIndicator<Map<String, Object>> {

  private static final HealthStatus DEGRADED =
      new HealthStatus("DEGRADED", "goes on without Redis", true, null);

  private final RedisLink redis;

  RedisHealth(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  protected String getName() {
    return "redis";
  }

  @Override
  protected Map<String, Object> getHealthInformation() {
    try {
      String answer = redis.ask(commands -> commands.ping()).join();
      healthStatus = HealthStatus.UP;
      return Map.of("answer", answer);
    } catch (CompletionException e) {
      healthStatus = DEGRADED;
      return Map.of("error", "Redis does not answer");
    }
  }
}
