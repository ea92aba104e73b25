package io.orchestratex.session.store.redis;

import io.lettuce.core.ScriptOutputType;
import io.micronaut.scheduling.annotation.Scheduled;
import io.orchestratex.kit.redis.RedisLink;
import io.orchestratex.session.conversation.Session;
import io.orchestratex.session.conversation.SessionDirectory;
import io.orchestratex.session.conversation.SessionStatus;
import io.orchestratex.session.wire.WireName;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directory in Redis: a hash {@code session:<id>} with {@code user_id} and {@code status},
 * which expires. Owners do not change and states only go forward, active, ended, gone; the script
 * keeps a reader that was overtaken from writing an older state over a newer one. What Redis missed
 * while it was down is written to it when it is back; if this process ends before that, the entry's
 * age ends it.
 */
@Singleton
final class RedisSessionDirectory implements SessionDirectory {

  /** How long a deleted session is remembered, longer than any request that read it before. */
  private static final String GONE_MILLIS = "120000";

  private static final int MOST_MISSED = 10_000;

  private static final String KEEP =
      """
      if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
      if redis.call('HGET', KEYS[1], 'status') == 'ended' and ARGV[2] ~= 'ended' then return 0 end
      redis.call('HSET', KEYS[1], 'user_id', ARGV[1], 'status', ARGV[2])
      redis.call('PEXPIRE', KEYS[1], ARGV[3])
      return 1
      """;

  private static final String FORGET =
      """
      redis.call('SET', KEYS[2], '1', 'PX', ARGV[1])
      return redis.call('DEL', KEYS[1])
      """;

  private final RedisLink redis;
  private final String ttlMillis;
  private final Map<String, Optional<Entry>> missed = new ConcurrentHashMap<>();

  RedisSessionDirectory(RedisLink redis, RedisSettings settings) {
    this.redis = redis;
    this.ttlMillis = Long.toString(settings.sessionTtl().toMillis());
  }

  @Override
  public Optional<Entry> find(String sessionId) {
    try {
      Map<String, String> found = redis.ask(c -> c.hgetall(key(sessionId))).join();
      String userId = found.get("user_id");
      String status = found.get("status");
      return userId == null || status == null
          ? Optional.empty()
          : Optional.of(new Entry(userId, WireName.read(SessionStatus.class, status)));
    } catch (CompletionException e) {
      return Optional.empty(); // The link has said so.
    }
  }

  @Override
  public void keep(Session session) {
    Entry entry = new Entry(session.userId(), session.status());
    if (!keep(session.id(), entry) && session.status() != SessionStatus.ACTIVE) {
      miss(session.id(), Optional.of(entry));
    }
  }

  @Override
  public void forget(String sessionId) {
    if (!remove(sessionId)) {
      miss(sessionId, Optional.empty());
    }
  }

  private boolean keep(String id, Entry entry) {
    return ran(KEEP, id, entry.userId(), WireName.of(entry.status()), ttlMillis);
  }

  private boolean remove(String id) {
    return ran(FORGET, id, GONE_MILLIS);
  }

  /** False when Redis did not answer. */
  private boolean ran(String script, String id, String... values) {
    try {
      String[] keys = {key(id), goneKey(id)};
      redis.ask(c -> c.<Long>eval(script, ScriptOutputType.INTEGER, keys, values)).join();
      return true;
    } catch (CompletionException e) {
      return false;
    }
  }

  private void miss(String id, Optional<Entry> state) {
    if (missed.size() < MOST_MISSED) {
      // Gone stays gone: an end that arrives late does not bring a session back.
      missed.merge(id, state, (old, next) -> old.isEmpty() ? old : next);
    }
  }

  /** Writes to Redis what it missed. */
  @Scheduled(fixedDelay = "2s", initialDelay = "2s")
  void catchUp() {
    for (Map.Entry<String, Optional<Entry>> each : missed.entrySet()) {
      String id = each.getKey();
      Optional<Entry> state = each.getValue();
      boolean written = state.isEmpty() ? remove(id) : keep(id, state.get());
      if (!written) {
        return;
      }
      missed.remove(id, state);
    }
  }

  /** The hash tag puts it where the session is: a cluster runs a script on one slot only. */
  static String goneKey(String sessionId) {
    return "session:gone:{" + key(sessionId) + "}";
  }

  static String key(String sessionId) {
    return "session:" + sessionId.toLowerCase(Locale.ROOT);
  }
}
