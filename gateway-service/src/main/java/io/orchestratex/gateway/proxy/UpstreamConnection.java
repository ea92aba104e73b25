package io.orchestratex.gateway.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection to a service; it serves one exchange at a time or rests in the pool. */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {

  private final UpstreamPool pool;
  private final Upstream upstream;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Exchange exchange;
  private boolean usedBefore;
  private long restsSinceNanos;

  UpstreamConnection(UpstreamPool pool, Upstream upstream) {
    this.pool = pool;
    this.upstream = upstream;
  }

  Upstream upstream() {
    return upstream;
  }

  /** Whether a request was answered on it before: then the service may have closed it unseen. */
  boolean wasUsedBefore() {
    return usedBefore;
  }

  boolean isActive() {
    return context().channel().isActive();
  }

  boolean isWritable() {
    return context().channel().isWritable();
  }

  long restedNanos() {
    return System.nanoTime() - restsSinceNanos;
  }

  /** From now on this exchange gets what comes. */
  void serves(Exchange user) {
    exchange = user;
    setReading(true);
  }

  /** It goes to the pool. */
  void rests() {
    exchange = null;
    usedBefore = true;
    restsSinceNanos = System.nanoTime();
    setReading(true);
  }

  void setReading(boolean reading) {
    context().channel().config().setAutoRead(reading);
  }

  void write(Object message) {
    ChannelHandlerContext ctx = context();
    ctx.write(message, ctx.voidPromise());
  }

  void flush() {
    context().flush();
  }

  /** Closes it; its exchange is not called any more. */
  void close() {
    exchange = null;
    context().close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (exchange == null) {
      ReferenceCountUtil.release(message);
      ctx.close();
    } else {
      exchange.answerPart((HttpObject) message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.answerPartsEnd();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null && ctx.channel().isWritable()) {
      exchange.wantsMoreOfBody();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ended(cause);
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended(new IOException("the service closed the connection"));
  }

  private void ended(Throwable reason) {
    Exchange user = exchange;
    if (user == null) {
      pool.ended(this);
    } else {
      exchange = null;
      user.upstreamEnded(reason);
    }
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "not connected");
  }
}
