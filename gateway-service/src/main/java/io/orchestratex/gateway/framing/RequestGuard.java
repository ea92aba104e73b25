package io.orchestratex.gateway.framing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.EOFException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what is a request beyond doubt. Anything else is answered with a problem document
 * and the connection is closed. One per connection, on its event loop.
 *
 * <pre>
 *   awaiting head → body → awaiting head …
 *          └─────────┴──→ refusing → closed
 * </pre>
 */
final class RequestGuard extends ChannelDuplexHandler {

  private static final String API_KEY_HEADER = "X-API-Key";
  private static final long LINGER_MILLIS = 1_000;

  /** The server takes an exception with this text for a client that left, and logs nothing. */
  private static final String BODY_CUT = "Connection closed before full body was received";

  private final FramingSettings settings;
  private final OneAtATime requests;

  private @Nullable ChannelHandlerContext context;
  private boolean refusing;
  private boolean inBody;
  private long bodyBytes;
  private long maxBody;
  private long bodyNanos;
  private boolean answerBegan;
  private boolean readWanted;
  private long lastByteNanos;
  private long bodyBeganNanos;
  private long notReadingSinceNanos;
  private long notReadNanos;
  private @Nullable String knownHost;
  private @Nullable Future<?> headDeadline;
  private @Nullable Future<?> bodyWatch;

  RequestGuard(FramingSettings settings, OneAtATime requests) {
    this.settings = settings;
    this.requests = requests;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** Some bytes of a head are here, and not all. */
  void headBegan() {
    if (headDeadline == null && !refusing) {
      headDeadline =
          context()
              .executor()
              .schedule(
                  this::headIsLate, settings.headerDeadline().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void headIsLate() {
    headDeadline = null;
    if (requests.isBusy()) {
      // The rest may have arrived and wait to be read until the request before is answered.
      headBegan();
      return;
    }
    answerBegan = false;
    refuse(Refusal.tooSlow("The request's head"));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refusing) {
      ReferenceCountUtil.release(message);
      return;
    }
    Refusal fault = message instanceof HttpRequest request ? faultOf(request) : null;
    if (fault == null && message instanceof HttpContent content) {
      fault = faultOf(content);
    }
    if (fault != null) {
      ReferenceCountUtil.release(message);
      refuse(fault);
      return;
    }
    ctx.fireChannelRead(message);
  }

  private @Nullable Refusal faultOf(HttpRequest request) {
    cancelHeadDeadline();
    answerBegan = false;
    if (request.decoderResult().isFailure()) {
      return RequestRules.faultOfDecoding(request.decoderResult().cause());
    }
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return RequestRules.faultOfVersion();
    }
    HttpHeaders headers = request.headers();
    String host = headers.get(HttpHeaderNames.HOST);
    // Clients seldom change the host within a connection.
    Refusal fault =
        host != null && host.equals(knownHost) && headers.getAll(HttpHeaderNames.HOST).size() == 1
            ? null
            : RequestRules.faultOfHost(headers.getAll(HttpHeaderNames.HOST));
    if (fault == null) {
      knownHost = host;
      fault = RequestRules.faultOfEncoding(headers.getAll(HttpHeaderNames.TRANSFER_ENCODING));
    }
    if (fault == null) {
      fault = RequestRules.faultOfTarget(request.method().name(), request.uri());
    }
    if (fault == null) {
      fault = presentApiKeyAsBearer(headers);
    }
    return fault == null ? faultOfLength(request) : fault;
  }

  private @Nullable Refusal faultOfLength(HttpRequest request) {
    inBody = true;
    bodyBytes = 0;
    lastByteNanos = System.nanoTime();
    bodyBeganNanos = lastByteNanos;
    notReadingSinceNanos = lastByteNanos;
    notReadNanos = 0;
    String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    if (length == null && !request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return null;
    }
    maxBody = settings.maxBody(request.uri());
    bodyNanos = settings.bodyDeadline(request.uri()).toNanos();
    return length != null && Long.parseLong(length) > maxBody ? Refusal.tooLarge(maxBody) : null;
  }

  private @Nullable Refusal faultOf(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      return RequestRules.faultOfBody(content.decoderResult().cause());
    }
    int bytes = content.content().readableBytes();
    bodyBytes += bytes;
    if (bytes > 0) {
      lastByteNanos = System.nanoTime();
      if (bodyBytes > maxBody) {
        return Refusal.tooLarge(maxBody);
      }
    }
    if (content instanceof LastHttpContent) {
      inBody = false;
      if (bodyWatch != null) {
        bodyWatch.cancel(false);
        bodyWatch = null;
      }
    }
    return null;
  }

  private static @Nullable Refusal presentApiKeyAsBearer(HttpHeaders headers) {
    String key = headers.get(API_KEY_HEADER);
    if (key == null) {
      return null;
    }
    if (headers.contains(HttpHeaderNames.AUTHORIZATION)) {
      return Refusal.malformed("two-credentials", "Send Authorization or X-API-Key, not both.");
    }
    headers.remove(API_KEY_HEADER);
    headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + key);
    return null;
  }

  private void watchBody() {
    long now = System.nanoTime();
    long idleNanos = settings.bodyIdle().toNanos();
    // While nothing is read, the silence is ours and not the client's.
    long silent = readWanted ? now - lastByteNanos : 0;
    long ours = notReadNanos + (readWanted ? 0 : now - notReadingSinceNanos);
    long whole = bodyNanos - (now - bodyBeganNanos - ours);
    long wait = Math.min(idleNanos - silent, whole);
    if (wait <= 0) {
      refuse(Refusal.tooSlow("The rest of the body"));
      return;
    }
    bodyWatch =
        context()
            .executor()
            .schedule(
                () -> {
                  bodyWatch = null;
                  if (inBody && !refusing) {
                    watchBody();
                  }
                },
                wait,
                TimeUnit.NANOSECONDS);
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (!readWanted) {
      readWanted = true;
      if (inBody) {
        lastByteNanos = System.nanoTime();
        notReadNanos += lastByteNanos - notReadingSinceNanos;
      }
    }
    ctx.read();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    readWanted = false;
    if (inBody) {
      notReadingSinceNanos = System.nanoTime();
    }
    if (inBody && bodyWatch == null && !refusing) {
      watchBody();
    }
    ctx.fireChannelReadComplete();
    if (refusing) {
      ctx.read();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (refusing) {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
      return;
    }
    if (message instanceof HttpResponse response && response.status().code() >= 200) {
      answerBegan = true;
    }
    ctx.write(message, promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cancelHeadDeadline();
    if (bodyWatch != null) {
      bodyWatch.cancel(false);
    }
  }

  private void cancelHeadDeadline() {
    if (headDeadline != null) {
      headDeadline.cancel(false);
      headDeadline = null;
    }
  }

  /** Takes no more requests from this connection. */
  private void refuse(Refusal reason) {
    if (refusing) {
      return;
    }
    refusing = true;
    ChannelHandlerContext ctx = context();
    if (inBody) {
      ctx.fireExceptionCaught(new EOFException(BODY_CUT));
    }
    if (answerBegan) {
      // The refused request has its answer, or part of it; only the connection's end can mark it.
      ctx.close();
      return;
    }
    ctx.writeAndFlush(document(reason))
        .addListener(_ -> {
          // Closing with unread bytes would reset the connection and lose the answer.
          if (ctx.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
          }
          ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        });
    ctx.read();
  }

  private static DefaultFullHttpResponse document(Refusal refusal) {
    String json =
        "{\"type\":\"https://orchestratex.io/problems/%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"code\":\"%s\"}"
            .formatted(
                refusal.code(),
                refusal.title(),
                refusal.status(),
                refusal.detail().replaceAll("[^ -~]|[\"\\\\]", ""),
                refusal.code());
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(refusal.status()),
            Unpooled.copiedBuffer(json, UTF_8));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
        .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "not in a pipeline");
  }
}
