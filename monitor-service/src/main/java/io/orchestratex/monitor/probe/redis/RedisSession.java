package io.orchestratex.monitor.probe.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.ReasonRules;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One connection to one server, opened again after a failure. */
final class RedisSession implements Probe.Session {

  private final Secret address;
  private final ClientResources resources;
  private final InfoReader reader = new InfoReader();
  private @Nullable RedisClient client;
  private @Nullable StatefulRedisConnection<String, String> connection;

  RedisSession(Secret address, ClientResources resources) {
    this.address = address;
    this.resources = resources;
  }

  @Override
  public Measurement measure(Duration deadline) {
    try {
      return reader.read(connection(deadline).sync().info("everything"));
    } catch (RedisException e) {
      disconnect();
      return ReasonRules.failed(root(e), RedisSession::reason);
    } catch (IllegalArgumentException e) {
      return new Measurement.Failed(
          Reason.PARSE, "the address is not valid; expected " + RedisProbe.ADDRESS_FORM);
    }
  }

  /** Lettuce wraps the message that names the cause in a general one. */
  private static Throwable root(Throwable fault) {
    Throwable at = fault;
    while (at.getCause() != null && at.getCause() != at) {
      at = at.getCause();
    }
    return at;
  }

  private StatefulRedisConnection<String, String> connection(Duration deadline) {
    StatefulRedisConnection<String, String> open = connection;
    if (open == null) {
      open = client(deadline).connect();
      connection = open;
    }
    return open;
  }

  private RedisClient client(Duration deadline) {
    RedisClient made = client;
    if (made == null) {
      Duration limit = deadline.multipliedBy(2).dividedBy(3);
      RedisURI uri = RedisURI.create(address.reveal());
      uri.setTimeout(limit);
      uri.setClientName("orchestratex-monitor");
      made = RedisClient.create(resources, uri);
      made.setOptions(
          ClientOptions.builder()
              .autoReconnect(false)
              .socketOptions(SocketOptions.builder().connectTimeout(limit).build())
              .timeoutOptions(TimeoutOptions.enabled(limit))
              .build());
      client = made;
    }
    return made;
  }

  private static Optional<Reason> reason(Throwable fault) {
    String message = Objects.requireNonNullElse(fault.getMessage(), "").toUpperCase(Locale.ROOT);
    if (Stream.of("WRONGPASS", "NOAUTH", "NOPERM", "INVALID PASSWORD")
        .anyMatch(message::contains)) {
      return Optional.of(Reason.AUTH);
    }
    return switch (fault) {
      case RedisCommandTimeoutException _ -> Optional.of(Reason.TIMEOUT);
      case RedisCommandExecutionException _ when message.startsWith("LOADING") ->
          Optional.of(Reason.UNREADY);
      case RedisCommandExecutionException _ -> Optional.of(Reason.PARSE);
      default -> Optional.empty();
    };
  }

  private void disconnect() {
    if (connection != null) {
      connection.closeAsync();
      connection = null;
    }
  }

  @Override
  public void close() {
    disconnect();
    if (client != null) {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
      client = null;
    }
  }
}
