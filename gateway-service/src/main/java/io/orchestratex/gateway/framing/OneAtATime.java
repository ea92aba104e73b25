package io.orchestratex.gateway.framing;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets one request of a connection through at a time: what a client sends ahead waits until the
 * answer before it has been written. So no handler behind has to keep answers in order. What waits
 * is bounded by one read: while something does, nothing more is read.
 */
final class OneAtATime extends ChannelDuplexHandler {

  private final AnswerEncoder encoder;
  private final Deque<Object> waiting = new ArrayDeque<>();
  private boolean bodyOpen;
  private boolean answerOpen;
  private boolean readWanted;

  OneAtATime(AnswerEncoder encoder) {
    this.encoder = encoder;
  }

  /** Whether a request is being received or answered. */
  boolean isBusy() {
    return bodyOpen || answerOpen;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!waiting.isEmpty() || (isBusy() && message instanceof HttpRequest)) {
      waiting.add(message);
      return;
    }
    pass(ctx, message);
  }

  private void pass(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      bodyOpen = true;
      answerOpen = true;
      encoder.answers(HttpMethod.HEAD.equals(request.method()));
    }
    if (message instanceof LastHttpContent) {
      bodyOpen = false;
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (waiting.isEmpty()) {
      ctx.read();
    } else {
      readWanted = true;
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    boolean informational =
        message instanceof HttpResponse response && response.status().code() < 200;
    boolean last = message instanceof LastHttpContent && !informational;
    ctx.write(message, promise);
    if (last) {
      answerOpen = false;
      encoder.answers(false);
      if (!waiting.isEmpty()) {
        ctx.executor().execute(() -> passWaiting(ctx));
      }
    }
  }

  private void passWaiting(ChannelHandlerContext ctx) {
    boolean passed = false;
    while (!waiting.isEmpty() && !(isBusy() && waiting.peek() instanceof HttpRequest)) {
      passed = true;
      pass(ctx, waiting.poll());
    }
    if (passed) {
      ctx.fireChannelReadComplete();
    }
    if (waiting.isEmpty() && readWanted) {
      readWanted = false;
      ctx.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    drop();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
  }

  private void drop() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
