package io.orchestratex.gateway.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ScriptOutputType;
import io.orchestratex.gateway.identity.IdentitySettings;
import io.orchestratex.gateway.identity.LoginThrottle;
import io.orchestratex.kit.redis.RedisLink;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** Counts sign-ins in Redis, shared by the replicas, and in this process while Redis is down. */
@Singleton
final class RedisLoginThrottle implements LoginThrottle {

  /** Milliseconds to wait, or 0 and the name is counted. */
  private static final String ATTEMPT =
      """
      local wait = 0
      for i, key in ipairs(KEYS) do
        if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[i]) then
          wait = math.max(wait, 1, redis.call('PTTL', key))
        end
      end
      if wait == 0 and redis.call('INCR', KEYS[1]) == 1 then
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
      end
      return wait
      """;

  private static final String FAILED =
      """
      local count = redis.call('INCR', KEYS[1])
      if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
      return count
      """;

  private static final String TAKE_BACK =
      """
      if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
      local count = redis.call('DECR', KEYS[1])
      if count < 1 then redis.call('DEL', KEYS[1]) end
      return count
      """;

  private final RedisLink redis;
  private final RedisSettings names;
  private final int ofName;
  private final int ofAddress;
  private final String windowMillis;
  private final LocalCounters alone;

  RedisLoginThrottle(
      RedisLink redis, RedisSettings names, IdentitySettings settings, InstantSource clock) {
    this.redis = redis;
    this.names = names;
    this.ofName = settings.loginAttempts();
    this.ofAddress = settings.loginAttemptsOfAddress();
    this.windowMillis = Long.toString(settings.loginWindow().toMillis());
    this.alone = new LocalCounters(settings.loginWindow(), clock);
  }

  @Override
  public Optional<Duration> attempt(String username, String address) {
    String name = nameKey(username, address);
    String from = addressKey(address);
    try {
      long wait =
          eval(
              ATTEMPT,
              new String[] {name, from},
              Integer.toString(ofName),
              Integer.toString(ofAddress),
              windowMillis);
      return wait > 0 ? Optional.of(Duration.ofMillis(wait)) : Optional.empty();
    } catch (CompletionException e) {
      // The link has said so; this replica counts alone.
      return attemptAlone(name, from);
    }
  }

  private synchronized Optional<Duration> attemptAlone(String name, String from) {
    Optional<Duration> wait = alone.wait(name, ofName).or(() -> alone.wait(from, ofAddress));
    if (wait.isEmpty()) {
      alone.add(name);
    }
    return wait;
  }

  @Override
  public void failed(String username, String address) {
    String from = addressKey(address);
    try {
      eval(FAILED, new String[] {from}, windowMillis);
    } catch (CompletionException e) {
      alone.add(from);
    }
  }

  @Override
  public void undecided(String username, String address) {
    String name = nameKey(username, address);
    alone.takeBack(name);
    redis.ask(
        commands -> commands.<Long>eval(TAKE_BACK, ScriptOutputType.INTEGER, new String[] {name}));
  }

  @Override
  public void succeeded(String username, String address) {
    String name = nameKey(username, address);
    alone.forget(name);
    redis.ask(commands -> commands.del(name));
  }

  private long eval(String script, String[] keys, String... arguments) {
    return redis
        .ask(commands -> commands.<Long>eval(script, ScriptOutputType.INTEGER, keys, arguments))
        .join();
  }

  private String nameKey(String username, String address) {
    return nameKey(names, username, address);
  }

  private String addressKey(String address) {
    return addressKey(names, address);
  }

  /**
   * A name is what a user typed: it may be long or a password, so only its hash is kept. The hash
   * tag puts it where its address is: a cluster runs a script on keys of one slot only.
   */
  static String nameKey(RedisSettings names, String username, String address) {
    return names.key(
        "login:{"
            + address
            + "}:"
            + UUID.nameUUIDFromBytes((username + "|" + address).getBytes(UTF_8)));
  }

  static String addressKey(RedisSettings names, String address) {
    return names.key("login-address:{" + address + "}");
  }
}
