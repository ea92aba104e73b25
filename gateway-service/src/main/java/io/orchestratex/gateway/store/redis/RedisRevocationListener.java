package io.orchestratex.gateway.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Value;
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

  private final RedisClient client;
  private final RedisURI uri;
  private final String channel;
  private final Revocations revocations;
  private @Nullable CompletableFuture<StatefulRedisPubSubConnection<String, String>> connection;

  RedisRevocationListener(
      RedisClient client,
      @Value("${redis.uri}") String uri,
      RedisSettings settings,
      Revocations revocations) {
    this.client = client;
    this.uri = RedisURI.create(uri);
    this.channel = RedisBroadcast.channel(settings);
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
        client
            .connectPubSubAsync(StringCodec.UTF8, uri)
            .thenApply(pubSub -> {
              pubSub.addListener(this);
              pubSub.async().subscribe(channel);
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
