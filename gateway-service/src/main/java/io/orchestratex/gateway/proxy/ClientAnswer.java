package io.orchestratex.gateway.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.orchestratex.gateway.limit.Limits;
import io.orchestratex.gateway.limit.Verdict;
import io.orchestratex.kit.telemetry.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer to one request, with the headers that each answer has: trace, limit, and
 * whether the connection goes on.
 */
final class ClientAnswer {

  private static final AsciiString REQUEST_ID = AsciiString.cached("X-Request-Id");
  private static final AsciiString LIMIT_POLICY = AsciiString.cached(Limits.POLICY);
  private static final AsciiString LIMIT_REMAINING = AsciiString.cached(Limits.REMAINING);

  private final ProxyHandler handler;
  private final ChannelHandlerContext context;
  private final Proxy proxy;
  private final HttpRequest request;
  private final TraceContext trace;
  private final long begunNanos = System.nanoTime();
  private @Nullable Verdict verdict;
  private boolean continueOwed;
  private boolean closes;
  private boolean ended;

  ClientAnswer(
      ProxyHandler handler,
      ChannelHandlerContext context,
      Proxy proxy,
      HttpRequest request,
      TraceContext trace) {
    this.handler = handler;
    this.context = context;
    this.proxy = proxy;
    this.request = request;
    this.trace = trace;
    this.continueOwed = HttpUtil.is100ContinueExpected(request);
    this.closes = !HttpUtil.isKeepAlive(request);
  }

  /** Whether the answer is complete. */
  boolean hasEnded() {
    return ended;
  }

  /** Notes what the limit said. */
  void limited(Verdict limit) {
    verdict = limit;
  }

  /** Asks once for the body, if the client holds it back. */
  void sendContinue() {
    if (!continueOwed) {
      return;
    }
    continueOwed = false;
    context.writeAndFlush(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  void readMore() {
    handler.readMore();
  }

  void watch(long nanos) {
    handler.watch(nanos);
  }

  /** An answer of the gateway's own. */
  void own(FullHttpResponse answer) {
    // A client that still holds back its body may send it or not: only the end is unambiguous.
    closes |= continueOwed && !handler.hasBodyEnded();
    finish(answer.status(), answer.headers());
    context.writeAndFlush(answer);
    end();
  }

  /** The head of a service's answer. */
  void head(HttpResponseStatus status, HttpHeaders headers) {
    closes |= continueOwed && !handler.hasBodyEnded();
    closes |=
        request.protocolVersion().equals(HttpVersion.HTTP_1_0)
            && !headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    finish(status, headers);
    context.write(
        new DefaultHttpResponse(request.protocolVersion(), status, headers), context.voidPromise());
  }

  private void finish(HttpResponseStatus status, HttpHeaders headers) {
    headers.set(REQUEST_ID, trace.traceId());
    if (verdict != null) {
      headers.set(LIMIT_POLICY, proxy.limits().policy(verdict));
      headers.set(LIMIT_REMAINING, Limits.remaining(verdict));
    }
    if (!headers.contains(HttpHeaderNames.DATE)) {
      headers.set(HttpHeaderNames.DATE, proxy.answers().date());
    }
    closes |= handler.isClosing();
    if (closes) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    proxy.meter().served(request.method().name(), status.code(), System.nanoTime() - begunNanos);
  }

  /** A piece of the body of a service's answer. */
  void content(HttpContent piece) {
    boolean last = piece instanceof LastHttpContent;
    context.write(piece, context.voidPromise());
    if (last) {
      context.flush();
      end();
    }
  }

  void flush() {
    context.flush();
  }

  private void end() {
    ended = true;
    handler.answered(closes);
  }

  /** The rest of the answer will not come; only the connection's end can say so. */
  void cut() {
    ended = true;
    context.close();
  }
}
