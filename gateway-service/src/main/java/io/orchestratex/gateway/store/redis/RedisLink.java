package io.orchestratex.gateway.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Redis, made at the first use and again when it is lost. While Redis does not
 * answer, callers are told so at once and only now and then one of them waits for the time-out.
 */
@Singleton
final class RedisLink {

  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

  private final RedisClient client;
  private final RedisURI uri;
  private final RedisSettings settings;
  private final InstantSource clock;
  private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> connection;
  private volatile Instant downUntil = Instant.EPOCH;

  RedisLink(
      RedisClient client,
      @Value("${redis.uri}") String uri,
      RedisSettings settings,
      InstantSource clock) {
    this.client = client;
    this.uri = RedisURI.create(uri);
    this.settings = settings;
    this.clock = clock;
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(settings.timeout()).build())
            .build());
  }

  RedisClient client() {
    return client;
  }

  RedisURI uri() {
    return uri;
  }

  String key(String name) {
    return settings.prefix() + name;
  }

  boolean isDown() {
    return clock.instant().isBefore(downUntil);
  }

  /** Runs a script that answers with numbers; fails when Redis does not answer in time. */
  CompletableFuture<List<Long>> eval(String script, String key, String... arguments) {
    return connection()
        .thenCompose(c ->
            c.async()
                .<List<Long>>eval(script, ScriptOutputType.MULTI, new String[] {key}, arguments))
        .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, fault) -> note(fault));
  }

  /** Sends a message to all replicas. */
  CompletionStage<Long> publish(String channel, String message) {
    return connection()
        .thenCompose(c -> c.async().publish(channel, message))
        .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, fault) -> note(fault));
  }

  CompletableFuture<Long> delete(String key) {
    return connection()
        .thenCompose(c -> c.async().del(key))
        .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, fault) -> note(fault));
  }

  private synchronized CompletableFuture<StatefulRedisConnection<String, String>> connection() {
    if (connection == null || connection.isCompletedExceptionally()) {
      connection = client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture();
    }
    return connection;
  }

  private void note(@Nullable Throwable fault) {
    if (fault != null) {
      if (!isDown()) {
        LOG.atWarn()
            .addKeyValue("reason", fault.toString())
            .log("Redis does not answer; the gateway goes on without it");
      }
      downUntil = clock.instant().plus(settings.retryAfter());
    }
  }
}
