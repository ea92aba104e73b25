package io.orchestratex.gateway.store.redis;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.micronaut.context.annotation.Context;
import io.micronaut.scheduling.annotation.Scheduled;
import io.orchestratex.gateway.revocation.Revocations;
import jakarta.annotation.PostConstruct;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what other replicas revoked. Once connected, the client itself subscribes again. */
@Context
final class RedisRevocationListener extends RedisPubSubAdapter<String, String> {

  private static final Logger LOG = LoggerFactory.getLogger(RedisRevocationListener.class);

  private final RedisLink redis;
  private final Revocations revocations;
  private @Nullable CompletableFuture<StatefulRedisPubSubConnection<String, String>> connection;

  RedisRevocationListener(RedisLink redis, Revocations revocations) {
    this.redis = redis;
    this.revocations = revocations;
  }

  @PostConstruct
  void start() {
    connect();
  }

  @Scheduled(initialDelay = "2s", fixedDelay = "2s")
  synchronized void connect() {
    if (connection != null && !connection.isCompletedExceptionally()) {
      return;
    }
    connection =
        redis
            .client()
            .connectPubSubAsync(StringCodec.UTF8, redis.uri())
            .thenApply(pubSub -> {
              pubSub.addListener(this);
              pubSub.async().subscribe(RedisBroadcast.channel(redis));
              return pubSub;
            })
            .toCompletableFuture();
  }

  @Override
  public void message(String channel, String message) {
    try {
      revocations.apply(RedisBroadcast.revocation(message));
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("a message on the revocations channel was not understood");
    }
  }
}
