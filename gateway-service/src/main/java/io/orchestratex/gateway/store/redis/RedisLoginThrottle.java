package io.orchestratex.gateway.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.ScriptOutputType;
import io.orchestratex.gateway.identity.IdentitySettings;
import io.orchestratex.gateway.identity.LoginThrottle;
import io.orchestratex.kit.redis.RedisLink;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** Counts sign-ins in Redis, shared by the replicas, and in this process while Redis is down. */
@Singleton
final class RedisLoginThrottle implements LoginThrottle {

  private static final String ATTEMPT =
      """
      local answer = {}
      for _, key in ipairs(KEYS) do
        local count = redis.call('INCR', key)
        if count == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
        answer[#answer + 1] = count
        answer[#answer + 1] = redis.call('PTTL', key)
      end
      return answer
      """;

  private static final String SUCCEEDED =
      """
      redis.call('DEL', KEYS[1])
      if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('DECR', KEYS[2]) end
      return {}
      """;

  private final RedisLink redis;
  private final RedisSettings names;
  private final IdentitySettings settings;
  private final Cache<String, Integer> alone;

  RedisLoginThrottle(RedisLink redis, RedisSettings names, IdentitySettings settings) {
    this.redis = redis;
    this.names = names;
    this.settings = settings;
    this.alone =
        Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(settings.loginWindow()).build();
  }

  @Override
  public Optional<Duration> attempt(String username, String address) {
    String[] keys = keys(username, address);
    List<Long> answer = ask(keys);
    long ofName = answer.get(0) - settings.loginAttempts();
    long ofAddress = answer.get(2) - settings.loginAttemptsOfAddress();
    long wait = Math.max(ofName > 0 ? answer.get(1) : 0, ofAddress > 0 ? answer.get(3) : 0);
    return ofName > 0 || ofAddress > 0
        ? Optional.of(Duration.ofMillis(Math.max(1, wait)))
        : Optional.empty();
  }

  @Override
  public void succeeded(String username, String address) {
    String[] keys = keys(username, address);
    alone.invalidate(keys[0]);
    alone.asMap().computeIfPresent(keys[1], (_, count) -> count - 1);
    redis.ask(commands -> commands.eval(SUCCEEDED, ScriptOutputType.MULTI, keys));
  }

  /** For each key how often it was counted, and the milliseconds until it is forgotten. */
  private List<Long> ask(String... keys) {
    String window = Long.toString(settings.loginWindow().toMillis());
    try {
      return redis
          .ask(commands -> commands.<List<Long>>eval(ATTEMPT, ScriptOutputType.MULTI, keys, window))
          .join();
    } catch (CompletionException e) {
      // The link has said so; this replica counts alone.
      long left = settings.loginWindow().toMillis();
      return List.of(countAlone(keys[0]), left, countAlone(keys[1]), left);
    }
  }

  private long countAlone(String key) {
    return alone.asMap().merge(key, 1, Integer::sum);
  }

  /** A name is what somebody typed: it may be long or a password, so only its hash is kept. */
  private String[] keys(String username, String address) {
    return new String[] {
      names.key("login:" + UUID.nameUUIDFromBytes((username + "|" + address).getBytes(UTF_8))),
      names.key("login-address:" + address)
    };
  }
}
