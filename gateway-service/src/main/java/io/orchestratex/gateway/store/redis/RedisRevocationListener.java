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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what other replicas revoked. It asks to be subscribed every two seconds, which changes
 * nothing while it is; when that is not answered, it goes on over a new connection. A subscription
 * that failed or was lost is so made again, whatever became of Redis meanwhile.
 */
@Context
final class RedisRevocationListener extends RedisPubSubAdapter<String, String> {

  private static final Logger LOG = LoggerFactory.getLogger(RedisRevocationListener.class);

  /** No request waits for it: a connection may take longer than a request would wait. */
  private static final long LIMIT_SECONDS = 5;

  private final RedisClient client;
  private final RedisURI uri;
  private final String channel;
  private final Revocations revocations;
  private @Nullable CompletableFuture<StatefulRedisPubSubConnection<String, String>> connection;
  private @Nullable CompletableFuture<?> asked;
  private boolean subscribed;

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
    subscribe();
  }

  @Scheduled(initialDelay = "2s", fixedDelay = "2s")
  synchronized void subscribe() {
    if (asked != null && !asked.isDone()) {
      return;
    }
    CompletableFuture<StatefulRedisPubSubConnection<String, String>> used = connection();
    asked =
        used.thenCompose(pubSub -> pubSub.async().subscribe(channel))
            .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
            .whenComplete((_, fault) -> note(used, fault));
  }

  private CompletableFuture<StatefulRedisPubSubConnection<String, String>> connection() {
    if (connection == null) {
      connection =
          client
              .connectPubSubAsync(StringCodec.UTF8, uri)
              .thenApply(pubSub -> {
                pubSub.addListener(this);
                return pubSub;
              })
              .toCompletableFuture();
    }
    return connection;
  }

  private synchronized void note(
      CompletableFuture<StatefulRedisPubSubConnection<String, String>> used,
      @Nullable Throwable fault) {
    if (fault == null) {
      if (!subscribed) {
        LOG.atInfo().log("revocations of other replicas are heard over Redis");
      }
      subscribed = true;
      return;
    }
    if (subscribed) {
      LOG.atWarn()
          .addKeyValue("reason", fault.toString())
          .log("revocations of other replicas are not heard over Redis; they are read instead");
    }
    subscribed = false;
    if (connection == used) {
      connection = null;
    }
    var _ =
        used.thenAccept(pubSub -> {
          var _ = pubSub.closeAsync();
        });
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
