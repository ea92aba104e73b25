package io.orchestratex.gateway.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import io.orchestratex.gateway.routing.Service;
import io.orchestratex.kit.telemetry.TraceContext;
import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the requests of one client's connection that a service owns, one at a time, and passes the
 * others on to the framework. It decides when the client is read: while a service does not take a
 * body, its client waits.
 */
final class ProxyHandler extends ChannelDuplexHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyHandler.class);

  private final Proxy proxy;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Client client;
  private @Nullable Exchange exchange;
  private @Nullable ClientAnswer answer;
  private boolean bodyEnded = true;
  private boolean readWanted;
  private @Nullable ChannelPromise closeWanted;
  private @Nullable Future<?> check;
  private long checkAtNanos;

  ProxyHandler(Proxy proxy) {
    this.proxy = proxy;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      Service service = proxy.routes().owner(request.uri());
      if (service != null) {
        begin(ctx, request, service);
        return;
      }
    } else if (exchange != null && message instanceof HttpContent content) {
      bodyEnded = content instanceof LastHttpContent;
      exchange.bodyPart(content);
      forgetEnded();
      return;
    }
    ctx.fireChannelRead(message);
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request, Service service) {
    TraceContext trace = TraceContext.continued(request.headers().get(TraceContext.HEADER));
    if (client == null) {
      client = Client.of(ctx.channel());
    }
    answer = new ClientAnswer(this, ctx, proxy, request, trace);
    exchange = new Exchange(proxy, client, answer, request, service, trace);
    bodyEnded = false;
    exchange.begin();
  }

  /** Whether the request's body has arrived. */
  boolean hasBodyEnded() {
    return bodyEnded;
  }

  /** Whether the connection ends with this answer. */
  boolean isClosing() {
    return closeWanted != null;
  }

  /** The answer has been written. */
  void answered(boolean close) {
    ChannelHandlerContext ctx = context();
    if (close || closeWanted != null) {
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> ctx.close());
    }
    forgetEnded();
    readMore();
  }

  private void forgetEnded() {
    if (bodyEnded && answer != null && answer.hasEnded()) {
      exchange = null;
      answer = null;
    }
  }

  /** Reads on if the framework wanted to. */
  void readMore() {
    if (readWanted && takesMore()) {
      readWanted = false;
      context().read();
    }
  }

  private boolean takesMore() {
    return exchange == null || exchange.takesMore();
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (takesMore()) {
      ctx.read();
    } else {
      readWanted = true;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.bodyPartsEnd();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null && ctx.channel().isWritable()) {
      exchange.clientWritable();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    abort();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    abort();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (exchange == null) {
      ctx.fireExceptionCaught(cause);
      return;
    }
    abort();
    if (cause instanceof EOFException) {
      // The client's body broke off, or was refused; the guard answers.
      return;
    }
    if (!(cause instanceof IOException)) {
      LOG.error("a request could not be passed on", cause);
    }
    ctx.close();
  }

  private void abort() {
    if (exchange != null) {
      exchange.abort();
      exchange = null;
      answer = null;
    }
    if (check != null) {
      check.cancel(false);
      check = null;
    }
  }

  /** The framework closes a connection in which it sees no request: an answer may still run. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (answer != null && !answer.hasEnded() && closeWanted == null) {
      closeWanted = promise;
      ctx.channel().closeFuture().addListener(_ -> promise.trySuccess());
    } else {
      ctx.close(promise);
    }
  }

  /**
   * Looks after the service's silence in so many nanoseconds at the latest. One timer per
   * connection runs on from request to request, so most requests set none.
   */
  void watch(long nanos) {
    long now = System.nanoTime();
    if (check != null && checkAtNanos - (now + nanos) <= 0) {
      return;
    }
    if (check != null) {
      check.cancel(false);
    }
    checkAtNanos = now + nanos;
    check = context().executor().schedule(this::look, nanos, TimeUnit.NANOSECONDS);
  }

  private void look() {
    check = null;
    Exchange current = exchange;
    if (current == null || current.isOver()) {
      return;
    }
    long left = current.nanosLeft(System.nanoTime());
    if (left <= 0) {
      current.late();
    } else {
      watch(left);
    }
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "not in a pipeline");
  }
}
