package io.orchestratex.gateway.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchestratex.gateway.identity.IdentitySettings;
import io.orchestratex.gateway.identity.LoginThrottle;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** Counts sign-ins in Redis, shared by the replicas, and in this process while Redis is down. */
@Singleton
final class RedisLoginThrottle implements LoginThrottle {

  private static final String SCRIPT =
      """
      local count = redis.call('INCR', KEYS[1])
      if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
      return {count, redis.call('PTTL', KEYS[1])}
      """;

  private final RedisLink redis;
  private final IdentitySettings settings;
  private final Cache<String, Integer> alone;

  RedisLoginThrottle(RedisLink redis, IdentitySettings settings) {
    this.redis = redis;
    this.settings = settings;
    this.alone =
        Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(settings.loginWindow()).build();
  }

  @Override
  public Optional<Duration> attempt(String username, String address) {
    String key = key(username, address);
    long count;
    Duration left = settings.loginWindow();
    List<Long> answer = redis.isDown() ? List.of() : ask(key);
    if (answer.isEmpty()) {
      count = alone.asMap().merge(key, 1, Integer::sum);
    } else {
      count = answer.get(0);
      left = Duration.ofMillis(Math.max(1, answer.get(1)));
    }
    return count > settings.loginAttempts() ? Optional.of(left) : Optional.empty();
  }

  @Override
  public void succeeded(String username, String address) {
    String key = key(username, address);
    alone.invalidate(key);
    redis.delete(key);
  }

  private List<Long> ask(String key) {
    try {
      return redis.eval(SCRIPT, key, Long.toString(settings.loginWindow().toMillis())).join();
    } catch (CompletionException e) {
      return List.of(); // The link has said so; this replica counts alone.
    }
  }

  /** A name is what somebody typed: it may be long or a password, so only its hash is kept. */
  private String key(String username, String address) {
    return redis.key("login:" + UUID.nameUUIDFromBytes((username + "|" + address).getBytes(UTF_8)));
  }
}
