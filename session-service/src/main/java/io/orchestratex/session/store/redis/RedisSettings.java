package io.orchestratex.session.store.redis;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.orchestratex.kit.redis.RedisPatience;
import java.time.Duration;

/**
 * How the service uses Redis.
 *
 * @param timeout longest wait for an answer; then the service goes on without Redis
 * @param retryAfter how long it goes on without before it asks again
 * @param sessionTtl how long a session's entry is kept after it was written
 */
@ConfigurationProperties("orchestratex.session.redis")
public record RedisSettings(
    @Bindable(defaultValue = "250ms") Duration timeout,
    @Bindable(defaultValue = "1s") Duration retryAfter,
    @Bindable(defaultValue = "1h") Duration sessionTtl)
    implements RedisPatience {

  public RedisSettings {
    for (Duration each : new Duration[] {timeout, retryAfter, sessionTtl}) {
      if (each.isNegative() || each.isZero()) {
        throw new IllegalArgumentException(
            "orchestratex.session.redis: timeout, retry-after and session-ttl must be above zero");
      }
    }
  }
}
