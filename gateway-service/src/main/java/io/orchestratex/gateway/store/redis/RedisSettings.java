package io.orchestratex.gateway.store.redis;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.orchestratex.kit.redis.RedisPatience;
import java.time.Duration;

/**
 * How the gateway uses Redis.
 *
 * @param timeout longest wait for an answer; then the gateway goes on without Redis
 * @param retryAfter how long it goes on without before it asks again
 * @param prefix how each key and channel begins; gateways with the same share their counters
 */
@ConfigurationProperties("orchestratex.gateway.redis")
public record RedisSettings(
    @Bindable(defaultValue = "250ms") Duration timeout,
    @Bindable(defaultValue = "1s") Duration retryAfter,
    @Bindable(defaultValue = "gateway:") String prefix)
    implements RedisPatience {

  public RedisSettings {
    if (!timeout.isPositive() || !retryAfter.isPositive()) {
      throw new IllegalArgumentException(
          "orchestratex.gateway.redis: timeout and retry-after must be above zero");
    }
  }

  /** The whole name of a key or channel. */
  String key(String name) {
    return prefix + name;
  }
}
