package io.orchestratex.gateway.framing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
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
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.EOFException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the HTTP decoder and lets through what is a request beyond doubt. Anything else is
 * answered with a problem document and the connection is closed, after earlier answers on it have
 * gone out. One per connection, on its event loop.
 *
 * <pre>
 *   awaiting head → (head scanned) → body → awaiting head …
 *          └──────────────┴────────────┴──→ refusing → closed
 * </pre>
 */
final class RequestGuard extends ChannelDuplexHandler {

  private static final String API_KEY_HEADER = "X-API-Key";
  private static final long LINGER_MILLIS = 1_000;
  private static final long UNKNOWN = -1;

  /** The server takes an exception with this text for a client that left, and logs nothing. */
  private static final String BODY_CUT = "Connection closed before full body was received";

  private final FramingSettings settings;
  private final HeadGate gate = new HeadGate(this);

  private @Nullable ChannelHandlerContext context;
  private @Nullable RequestProgress progress;
  private boolean awaitsHead = true;
  private int headsScanned;
  private long bodyBytesLeft;
  private long bodyBytesSeen;
  private long maxBody;
  private int unanswered;
  private boolean answering;
  private boolean readWanted;
  private @Nullable Refusal refusal;
  private boolean refused;
  private @Nullable Future<?> headDeadline;
  private @Nullable Future<?> bodyWatch;

  RequestGuard(FramingSettings settings) {
    this.settings = settings;
  }

  HeadGate gate() {
    return gate;
  }

  boolean isRefusing() {
    return refusal != null;
  }

  boolean awaitsHead() {
    return awaitsHead;
  }

  /** How many bytes of the body are still to come; negative when only the decoder knows. */
  long bodyBytesLeft() {
    return bodyBytesLeft;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    progress = RequestProgress.of(ctx.channel());
  }

  /** Some bytes of a head are here, and not all. */
  void headGoesOn() {
    if (headDeadline == null) {
      headDeadline =
          context()
              .executor()
              .schedule(
                  () -> refuseUncounted(Refusal.tooSlow("The request's head")),
                  settings.headerDeadline().toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  /** A head is complete and goes to the decoder next. */
  void headScanned() {
    headsScanned++;
    awaitsHead = false;
    bodyBytesLeft = UNKNOWN;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refusal != null) {
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
    HeadScan scan = gate.scan();
    unanswered++;
    if (request.decoderResult().isFailure()) {
      return faultOf(request.decoderResult());
    }
    if (headsScanned == 0) {
      return Refusal.malformed("pipelined", "A request follows a chunked body without a pause.");
    }
    headsScanned--;
    HttpHeaders headers = request.headers();
    Refusal fault =
        RequestRules.faultOfFraming(
            request.protocolVersion().equals(HttpVersion.HTTP_1_0),
            scan.hosts(),
            headers.get(HttpHeaderNames.HOST),
            scan.lengths(),
            headers.get(HttpHeaderNames.CONTENT_LENGTH),
            scan.encodings(),
            headers.get(HttpHeaderNames.TRANSFER_ENCODING));
    if (fault == null) {
      fault = RequestRules.faultOfTarget(request.method().name(), request.uri());
    }
    if (fault == null) {
      fault = presentApiKeyAsBearer(headers);
    }
    if (fault != null) {
      return fault;
    }
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    bodyBytesLeft = scan.encodings() > 0 ? UNKNOWN : length == null ? 0 : Long.parseLong(length);
    bodyBytesSeen = 0;
    maxBody = settings.maxBody(request.uri());
    if (bodyBytesLeft > maxBody) {
      return Refusal.tooLarge(maxBody);
    }
    progress().arrived(false);
    watchBody();
    return null;
  }

  private @Nullable Refusal faultOf(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      return Refusal.malformed("body", "The body's framing is broken.");
    }
    int bytes = content.content().readableBytes();
    bodyBytesSeen += bytes;
    if (bodyBytesLeft > 0) {
      bodyBytesLeft -= bytes;
    }
    if (bodyBytesSeen > maxBody) {
      return Refusal.tooLarge(maxBody);
    }
    boolean last = content instanceof LastHttpContent;
    progress().arrived(last);
    if (last) {
      awaitsHead = true;
      gate.scan().reset();
      if (bodyWatch != null) {
        bodyWatch.cancel(false);
        bodyWatch = null;
      }
    }
    return null;
  }

  private static Refusal faultOf(DecoderResult result) {
    Throwable cause = result.cause();
    if (cause instanceof TooLongHttpLineException) {
      return new Refusal(
          414, "URI Too Long", "request.target-too-long", "The request line is too long.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return new Refusal(
          431,
          "Request Header Fields Too Large",
          "request.headers-too-large",
          "The headers are too large.");
    }
    return Refusal.malformed("malformed", "The bytes are not a request.");
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
    if (bodyBytesLeft == 0) {
      return;
    }
    long idleNanos = settings.bodyIdle().toNanos();
    long silentNanos = System.nanoTime() - progress().lastByteNanos();
    // While nobody wants to read, the silence is ours and not the client's.
    long wait = readWanted ? idleNanos - silentNanos : idleNanos;
    if (wait <= 0) {
      refuse(Refusal.tooSlow("The rest of the body"));
      return;
    }
    bodyWatch =
        context()
            .executor()
            .schedule(
                () -> {
                  if (!progress().isComplete() && refusal == null) {
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
      if (!progress().isComplete()) {
        progress().arrived(false);
      }
    }
    ctx.read();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    readWanted = false;
    ctx.fireChannelReadComplete();
    if (refusal != null) {
      ctx.read();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (refused) {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
      return;
    }
    boolean informational =
        message instanceof HttpResponse response && response.status().code() < 200;
    if (message instanceof HttpResponse && !informational) {
      answering = true;
    }
    if (message instanceof LastHttpContent && !informational) {
      unanswered--;
      answering = false;
      ctx.write(message, promise);
      if (refusal != null && unanswered <= 1) {
        ctx.executor().execute(this::answerRefusal);
      }
      return;
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

  /** Refuses a request whose head the decoder has not seen. */
  void refuseUncounted(Refusal reason) {
    if (refusal == null) {
      unanswered++;
      refuse(reason);
    }
  }

  /** Takes no more requests from this connection; the refused one has been counted. */
  private void refuse(Refusal reason) {
    if (refusal != null) {
      return;
    }
    refusal = reason;
    if (unanswered <= 1) {
      answerRefusal();
    }
    if (!progress().isComplete()) {
      context().fireExceptionCaught(new EOFException(BODY_CUT));
    }
    context().read();
  }

  private void answerRefusal() {
    if (refused) {
      return;
    }
    refused = true;
    ChannelHandlerContext ctx = context();
    if (answering) {
      // The answer to the refused request has begun; only the end of the connection can mark it.
      ctx.close();
      return;
    }
    ctx.writeAndFlush(document(Objects.requireNonNull(refusal)))
        .addListener(_ -> {
          // Closing with unread bytes would reset the connection and lose the answer.
          if (ctx.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
          }
          ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        });
  }

  private static DefaultFullHttpResponse document(Refusal refusal) {
    String json =
        "{\"type\":\"https://orchestratex.io/problems/%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"code\":\"%s\"}"
            .formatted(
                refusal.code(),
                refusal.title(),
                refusal.status(),
                refusal.detail().replace("\\", "").replace("\"", ""),
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

  private RequestProgress progress() {
    return Objects.requireNonNull(progress, "not in a pipeline");
  }
}
