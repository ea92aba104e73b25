package io.orchestratex.gateway.store.redis;

import io.orchestratex.gateway.revocation.Revocation;
import io.orchestratex.gateway.revocation.RevocationBroadcast;
import io.orchestratex.kit.redis.RedisLink;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Sends revocations to the other replicas over a Redis channel: {@code token <expiry in
 * milliseconds> <subject> <jti>} or {@code subject <milliseconds> <id>}.
 */
@Singleton
final class RedisBroadcast implements RevocationBroadcast {

  private static final String TOKEN = "token ";
  private static final String SUBJECT = "subject ";

  private final RedisLink redis;
  private final String channel;

  RedisBroadcast(RedisLink redis, RedisSettings settings) {
    this.redis = redis;
    this.channel = channel(settings);
  }

  static String channel(RedisSettings settings) {
    return settings.key("revocations");
  }

  @Override
  public void send(Revocation revocation) {
    // When it fails, the link says so, and the replicas read the revocation from the store.
    var _ = redis.insist(commands -> commands.publish(channel, message(revocation)));
  }

  private static String message(Revocation revocation) {
    return switch (revocation) {
      case Revocation.OfToken token ->
          TOKEN + token.expiresAt().toEpochMilli() + " " + token.subject() + " " + token.tokenId();
      case Revocation.OfSubject subject ->
          SUBJECT + subject.revokedAt().toEpochMilli() + " " + subject.subject();
    };
  }

  static Revocation revocation(String message) {
    if (message.startsWith(TOKEN)) {
      String[] words = message.substring(TOKEN.length()).split(" ", 3);
      return new Revocation.OfToken(
          words[2], words[1], Instant.ofEpochMilli(Long.parseLong(words[0])));
    }
    if (message.startsWith(SUBJECT)) {
      int blank = message.indexOf(' ', SUBJECT.length());
      return new Revocation.OfSubject(
          message.substring(blank + 1),
          Instant.ofEpochMilli(Long.parseLong(message.substring(SUBJECT.length(), blank))));
    }
    throw new IllegalArgumentException("not a revocation: " + message);
  }
}
