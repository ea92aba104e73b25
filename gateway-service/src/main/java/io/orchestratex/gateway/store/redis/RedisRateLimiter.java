package io.orchestratex.gateway.store.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.ScriptOutputType;
import io.orchestratex.gateway.limit.LimitSettings;
import io.orchestratex.gateway.limit.Quota;
import io.orchestratex.gateway.limit.RateLimiter;
import io.orchestratex.gateway.limit.TokenBucket;
import io.orchestratex.gateway.limit.Verdict;
import io.orchestratex.kit.redis.RedisLink;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One token bucket per key in Redis, by Redis' own clock. For a caller in a hurry a replica takes
 * several requests at a time, twice as many each time they were used up within a second and up to a
 * hundredth of the bucket, so that most requests need no round trip. What it took and did not use
 * within a second is lost: the replicas together never give more than the limit, and a caller who
 * takes their time is counted one by one. While Redis does not answer, the replica counts alone,
 * for its part of the limit.
 */
@Singleton
final class RedisRateLimiter implements RateLimiter {

  private static final int LARGEST_LEASE = 1_000;
  private static final int LEASE_PART = 100;
  private static final long LEASE_MILLIS = 1_000;

  private static final String SCRIPT =
      """
      local capacity, window, want = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
      local time = redis.call('TIME')
      local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
      local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
      local tokens, at = tonumber(bucket[1]) or capacity, tonumber(bucket[2]) or now
      if now > at then
        tokens = math.min(capacity, tokens + (now - at) * capacity / window)
        at = now
      end
      local granted = math.min(want, math.floor(tokens))
      tokens = tokens - granted
      redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(at))
      redis.call('PEXPIRE', KEYS[1], window)
      local retry = 0
      if granted == 0 then retry = math.ceil((1 - tokens) * window / capacity) end
      return {granted, math.floor(tokens), math.ceil((capacity - tokens) * window / capacity), retry}
      """;

  private final RedisLink redis;
  private final RedisSettings names;
  private final LimitSettings settings;
  private final InstantSource clock;
  private final Cache<String, Lease> leases =
      Caffeine.newBuilder()
          .maximumSize(100_000)
          .expireAfterAccess(Duration.ofMillis(2 * LEASE_MILLIS))
          .build();
  private final Cache<String, TokenBucket> alone =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterAccess(Duration.ofHours(24)).build();

  RedisRateLimiter(
      RedisLink redis, RedisSettings names, LimitSettings settings, InstantSource clock) {
    this.redis = redis;
    this.names = names;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Verdict> take(String key, Quota quota) {
    Lease lease = Objects.requireNonNull(leases.get(key, _ -> new Lease()));
    long now = clock.millis();
    Verdict leased = lease.take(quota, now);
    if (leased != null) {
      return CompletableFuture.completedFuture(leased);
    }
    int want = lease.want(Math.clamp(quota.requests() / LEASE_PART, 1, LARGEST_LEASE), now);
    return redis
        .ask(commands ->
            commands.<List<Long>>eval(
                SCRIPT,
                ScriptOutputType.MULTI,
                new String[] {names.key("limit:" + key)},
                Integer.toString(quota.requests()),
                Long.toString(quota.window().toMillis()),
                Integer.toString(want)))
        .handle((answer, _) -> {
          if (answer == null) {
            lease.filled(want, 0, 0, 0, clock.millis());
            return takeAlone(key, quota);
          }
          long more = Math.max(0, answer.get(0) - 1);
          lease.filled(want, (int) more, answer.get(1), answer.get(2), clock.millis());
          return new Verdict(
              quota, answer.get(0) > 0, answer.get(1) + more, answer.get(2), answer.get(3));
        });
  }

  private Verdict takeAlone(String key, Quota quota) {
    int capacity = Math.max(1, quota.requests() / settings.replicas());
    long window = quota.window().toMillis();
    long now = clock.millis();
    boolean[] allowed = new boolean[1];
    TokenBucket bucket =
        alone
            .asMap()
            .compute(
                key,
                (_, known) -> {
                  TokenBucket filled =
                      known == null
                          ? TokenBucket.full(capacity, now)
                          : known.filled(capacity, window, now);
                  allowed[0] = filled.hasOne();
                  return allowed[0] ? filled.withOneTaken() : filled;
                });
    return new Verdict(
        quota,
        allowed[0],
        (long) bucket.tokens(),
        bucket.millisUntilFull(capacity, window),
        allowed[0] ? 0 : bucket.millisUntilOne(capacity, window));
  }

  /** What this replica may give without asking. */
  private static final class Lease {

    private int left;
    private int size = 1;
    private boolean asking;
    private long leftInRedis;
    private long resetMillis;
    private long untilMillis;

    synchronized @Nullable Verdict take(Quota quota, long nowMillis) {
      if (left == 0 || nowMillis >= untilMillis) {
        return null;
      }
      left--;
      return new Verdict(quota, true, leftInRedis + left, resetMillis, 0);
    }

    /** How many to ask for; while one request asks for many, others ask for themselves only. */
    synchronized int want(int largest, long nowMillis) {
      if (asking) {
        return 1;
      }
      size = nowMillis < untilMillis ? Math.min(largest, 2 * size) : 1;
      asking = size > 1;
      left = 0;
      untilMillis = nowMillis + LEASE_MILLIS;
      return size;
    }

    synchronized void filled(int asked, int more, long inRedis, long reset, long nowMillis) {
      if (asked > 1) {
        asking = false;
      }
      left += more;
      leftInRedis = inRedis;
      resetMillis = reset;
      untilMillis = nowMillis + LEASE_MILLIS;
    }
  }
}
