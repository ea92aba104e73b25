package io.orchestratex.gateway.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.FastThreadLocal;
import io.orchestratex.gateway.routing.Routes;
import io.orchestratex.gateway.routing.RoutingSettings;
import io.orchestratex.gateway.routing.Service;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Connections to services. Each event loop keeps its own idle ones, so that a request and its
 * answer stay on the loop of the client's connection and nothing is handed between threads.
 */
@Singleton
final class UpstreamPool {

  private static final int CONNECT_MILLIS = 2_000;
  private static final long KEEP_IDLE_NANOS = 30_000_000_000L;
  private static final HttpDecoderConfig ANSWERS =
      new HttpDecoderConfig().setMaxHeaderSize(32_768).setMaxChunkSize(65_536);

  private final Map<String, Upstream> upstreams = new HashMap<>();
  private final @Nullable SslContext secure;
  private final FastThreadLocal<Map<Upstream, Deque<UpstreamConnection>>> idle =
      new FastThreadLocal<>() {
        @Override
        protected Map<Upstream, Deque<UpstreamConnection>> initialValue() {
          return new HashMap<>();
        }
      };

  UpstreamPool(Routes routes, RoutingSettings settings) throws SSLException {
    for (Service service : routes.services()) {
      for (String address : service.addresses()) {
        upstreams.computeIfAbsent(
            address,
            _ ->
                new Upstream(address, new OpenRequests(settings.maxOpen(), settings.maxWaiting())));
      }
    }
    this.secure =
        upstreams.values().stream().anyMatch(Upstream::isSecure)
            ? SslContextBuilder.forClient().build()
            : null;
  }

  /** Who waits for a connection; one of the methods is called, on the client's event loop. */
  interface Taker {
    void taken(UpstreamConnection connection);

    void unreachable(Throwable reason);

    void busy();
  }

  /**
   * Finds or makes a connection. Who takes it gives it back.
   *
   * @param fresh whether it must be new
   */
  void take(String address, Channel client, boolean fresh, Taker taker) {
    Upstream upstream = Objects.requireNonNull(upstreams.get(address));
    upstream
        .open()
        .enter(
            client.eventLoop(),
            () -> {
              UpstreamConnection kept = fresh ? null : idle(upstream).pollLast();
              if (kept == null) {
                connect(upstream, client, taker);
              } else {
                taker.taken(kept);
              }
            },
            taker::busy);
  }

  private void connect(Upstream upstream, Channel client, Taker taker) {
    UpstreamConnection connection = new UpstreamConnection(this, upstream);
    new Bootstrap()
        .group(client.eventLoop())
        .channel(client.getClass())
        .option(ChannelOption.ALLOCATOR, client.alloc())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                ChannelPipeline pipeline = channel.pipeline();
                if (upstream.isSecure()) {
                  pipeline.addLast(
                      Objects.requireNonNull(secure)
                          .newHandler(channel.alloc(), upstream.host(), upstream.port()));
                }
                pipeline.addLast(new HttpClientCodec(ANSWERS, false, false), connection);
              }
            })
        .connect(upstream.host(), upstream.port())
        .addListener((ChannelFuture future) -> {
          if (future.isSuccess()) {
            taker.taken(connection);
          } else {
            upstream.open().leave();
            taker.unreachable(future.cause());
          }
        });
  }

  /**
   * Takes a connection back.
   *
   * @param reusable whether its last request and answer are complete
   */
  void giveBack(UpstreamConnection connection, boolean reusable) {
    Deque<UpstreamConnection> kept = idle(connection.upstream());
    if (reusable && connection.isActive()) {
      connection.rests();
      kept.addLast(connection);
    } else {
      connection.close();
    }
    UpstreamConnection oldest = kept.peekFirst();
    if (oldest != null && oldest.restedNanos() > KEEP_IDLE_NANOS) {
      kept.pollFirst();
      oldest.close();
    }
    connection.upstream().open().leave();
  }

  /** An idle connection ended. */
  void ended(UpstreamConnection connection) {
    idle(connection.upstream()).remove(connection);
  }

  private Deque<UpstreamConnection> idle(Upstream upstream) {
    return idle.get().computeIfAbsent(upstream, _ -> new ArrayDeque<>());
  }
}
