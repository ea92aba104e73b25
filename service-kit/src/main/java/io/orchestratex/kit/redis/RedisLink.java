package io.orchestratex.kit.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Redis, made at the first use and again when it is lost. A command that is not
 * answered in time opens the circuit: from then on callers are refused at once, and after each
 * pause one of them asks again, over a new connection: neither a handshake that hangs nor a dead
 * peer outlives the outage. Thread-safe; nothing here blocks.
 */
public final class RedisLink {

  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

  private final RedisClient client;
  private final RedisURI uri;
  private final Duration timeout;
  private final Duration retryAfter;
  private final InstantSource clock;
  private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> connection;
  private @Nullable Instant downUntil;

  /**
   * A link that is not connected yet.
   *
   * @param timeout longest wait for an answer
   * @param retryAfter how long Redis is left alone after it did not answer
   */
  RedisLink(
      RedisClient client, String uri, Duration timeout, Duration retryAfter, InstantSource clock) {
    this.client = client;
    this.uri = RedisURI.create(uri);
    this.timeout = timeout;
    this.retryAfter = retryAfter;
    this.clock = clock;
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
            .timeoutOptions(TimeoutOptions.enabled(timeout))
            .build());
  }

  /**
   * Sends a command. The answer comes within the time-out or the future fails; while Redis is taken
   * for down it has failed already.
   */
  public <T> CompletableFuture<T> ask(
      Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
    return mayAsk() ? insist(command) : CompletableFuture.failedFuture(new RedisDownException());
  }

  /**
   * Sends a command also while Redis is taken for down: for what is rare and should not be missed.
   * The answer comes within the time-out or the future fails.
   */
  public <T> CompletableFuture<T> insist(
      Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
    CompletableFuture<StatefulRedisConnection<String, String>> used = connection();
    return used.thenCompose(open -> command.apply(open.async()))
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, fault) -> {
          note(fault);
          if (fault != null && isLost(fault)) {
            drop(used);
          }
        });
  }

  /**
   * Whether a connection is of no more use: nothing came back over it, or it is not signed in as
   * Redis wants it now.
   */
  private static boolean isLost(Throwable fault) {
    Throwable cause =
        fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    return !(cause instanceof RedisCommandExecutionException)
        || String.valueOf(cause.getMessage()).startsWith("NOAUTH");
  }

  /** The next command makes another one: one that is silent may be dead without knowing it. */
  private synchronized void drop(CompletableFuture<StatefulRedisConnection<String, String>> lost) {
    if (connection != lost) {
      return;
    }
    connection = null;
    var _ =
        lost.thenAccept(open -> {
          var _ = open.closeAsync();
        });
  }

  /**
   * Refused without a call. It is made for each request while Redis is down, so it has no trace.
   */
  private static final class RedisDownException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    RedisDownException() {
      super("Redis did not answer a moment ago", null, false, false);
    }
  }

  /** Not while Redis is taken for down; who asks first after the pause tries for all. */
  private synchronized boolean mayAsk() {
    if (downUntil != null) {
      Instant now = clock.instant();
      if (now.isBefore(downUntil)) {
        return false;
      }
      downUntil = now.plus(retryAfter);
    }
    return true;
  }

  private synchronized CompletableFuture<StatefulRedisConnection<String, String>> connection() {
    if (connection == null) {
      connection = client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture();
    }
    return connection;
  }

  private synchronized void note(@Nullable Throwable fault) {
    if (fault == null) {
      if (downUntil != null) {
        LOG.atInfo().log("Redis answers again");
      }
      downUntil = null;
      return;
    }
    if (downUntil == null) {
      LOG.atWarn()
          .addKeyValue("reason", fault.toString())
          .log("Redis does not answer; the service goes on without it");
    }
    downUntil = clock.instant().plus(retryAfter);
  }
}
