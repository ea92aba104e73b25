package io.orchestratex.gateway.proxy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.orchestratex.gateway.limit.Verdict;
import io.orchestratex.gateway.proxy.Admission.Outcome;
import io.orchestratex.gateway.routing.Service;
import io.orchestratex.kit.telemetry.TraceContext;
import java.io.IOException;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way to a service and the answer on its way back. Everything happens on the
 * event loop of the client's connection.
 *
 * <pre>
 *   admitting → connecting → sent → answering → ended
 *       └───────────┴─────────┴────────┴──────→ aborted
 * </pre>
 *
 * Aborted means that the connection to the service is closed, not drained: the service learns at
 * once that the answer is not wanted. That happens when the client leaves, when the service is
 * silent for too long, and when the client's body breaks off, which must not look like the end of a
 * shorter one.
 */
final class Exchange implements UpstreamPool.Taker {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

  private final Proxy proxy;
  private final Client client;
  private final ClientAnswer answer;
  private final HttpRequest request;
  private final Service service;
  private final TraceContext trace;
  private final RequestBody body;
  private final Iterator<String> addresses;

  private @Nullable HttpHeaders headersToService;
  private String address = "";
  private @Nullable UpstreamConnection upstream;
  private long sentNanos;
  private long waitingSinceNanos;
  private boolean answering;
  private boolean skipsInformational;
  private boolean upstreamKeepsOpen;
  private boolean over;

  Exchange(
      Proxy proxy,
      Client client,
      ClientAnswer answer,
      HttpRequest request,
      Service service,
      TraceContext trace) {
    this.proxy = proxy;
    this.client = client;
    this.answer = answer;
    this.request = request;
    this.service = service;
    this.trace = trace;
    this.body = new RequestBody(request);
    this.addresses = service.inOrder().iterator();
  }

  /** Whether nothing more will be asked of the service. */
  boolean isOver() {
    return over;
  }

  /** Whether more of the client's bytes can be taken. */
  boolean takesMore() {
    return over || !body.isOpen() || (upstream != null && upstream.isWritable());
  }

  void begin() {
    CompletableFuture<Outcome> outcome = proxy.admission().decide(request.headers(), client, trace);
    if (outcome.isDone()) {
      decided(outcome.join());
    } else {
      // A fault here is ours, and is logged and ends the connection like one in a handler.
      outcome.whenCompleteAsync(
          (known, fault) -> {
            if (fault == null) {
              decided(known);
            } else {
              client.channel().pipeline().fireExceptionCaught(fault);
            }
          },
          client.channel().eventLoop());
    }
  }

  private void decided(Outcome outcome) {
    if (over) {
      return;
    }
    Verdict verdict = outcome.verdict();
    answer.limited(verdict);
    switch (outcome) {
      case Outcome.Refused refused ->
          refuse(proxy.answers().refusal(request, refused.failure(), trace.traceId()));
      case Outcome.Admitted admitted -> {
        headersToService = Heads.toService(request, client, admitted.authorization(), trace);
        sentNanos = System.nanoTime();
        waitingSinceNanos = sentNanos;
        answer.watch(service.headerDeadlineNanos());
        address = addresses.next();
        proxy.upstreams().take(address, client.channel(), false, this);
      }
    }
  }

  @Override
  public void taken(UpstreamConnection connection) {
    if (over) {
      proxy.upstreams().giveBack(connection, true);
      return;
    }
    upstream = connection;
    connection.serves(this);
    HttpHeaders headers =
        Objects.requireNonNull(headersToService)
            .set(HttpHeaderNames.HOST, connection.upstream().authority());
    if (body.isAbsent()) {
      connection.write(
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1,
              request.method(),
              request.uri(),
              Unpooled.EMPTY_BUFFER,
              headers,
              EmptyHttpHeaders.INSTANCE));
      connection.flush();
      return;
    }
    connection.write(
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, request.method(), request.uri(), headers));
    if (body.isOpen()) {
      answer.sendContinue();
    }
    sendBody();
    connection.flush();
    wantsMoreOfBody();
  }

  /** A piece of the client's body. */
  void bodyPart(HttpContent piece) {
    body.add(piece);
    sendBody();
  }

  private void sendBody() {
    UpstreamConnection connection = upstream;
    if (connection == null) {
      return;
    }
    HttpContent piece = body.poll();
    while (piece != null) {
      connection.write(piece);
      piece = body.poll();
    }
  }

  /** What the client sent at once is here. */
  void bodyPartsEnd() {
    if (upstream != null && !body.isAbsent()) {
      upstream.flush();
    }
  }

  /** The service's connection has room again. */
  void wantsMoreOfBody() {
    answer.readMore();
  }

  /** A piece of the service's answer. */
  void answerPart(HttpObject part) {
    if (part.decoderResult().isFailure()) {
      ReferenceCountUtil.release(part);
      broke(part.decoderResult().cause());
      return;
    }
    if (part instanceof HttpResponse response) {
      int code = response.status().code();
      if (code < 200) {
        skipsInformational = true;
        if (code == 101) {
          broke(new IOException("the service changed the protocol, which it was not asked for"));
        }
      } else {
        answerHead(response);
      }
    }
    if (part instanceof HttpContent content) {
      answerContent(content);
    }
  }

  private void answerHead(HttpResponse response) {
    answering = true;
    body.stopKeeping();
    service.answered(address);
    waitingSinceNanos = System.nanoTime();
    proxy.meter().answered(service, response.status().code(), waitingSinceNanos - sentNanos);
    upstreamKeepsOpen = HttpUtil.isKeepAlive(response);
    answer.watch(service.idleNanos());
    answer.head(response.status(), Heads.toClient(request, response));
  }

  private void answerContent(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    if (skipsInformational || !answering) {
      content.release();
      skipsInformational &= !last;
      return;
    }
    waitingSinceNanos = System.nanoTime();
    if (last) {
      end();
    }
    answer.content(
        content instanceof LastHttpContent end && !end.trailingHeaders().isEmpty()
            ? new DefaultLastHttpContent(end.content(), DefaultHttpHeadersFactory.trailersFactory())
            : content);
    if (!last && !client.channel().isWritable() && upstream != null) {
      upstream.setReading(false);
    }
  }

  /** What the service sent at once is here. */
  void answerPartsEnd() {
    answer.flush();
  }

  /** The client's connection has room again. */
  void clientWritable() {
    waitingSinceNanos = System.nanoTime();
    if (upstream != null) {
      upstream.setReading(true);
    }
  }

  /** The answer has been read to its end; its connection goes back to the pool. */
  private void end() {
    over = true;
    UpstreamConnection connection = upstream;
    upstream = null;
    boolean complete = !body.isOpen();
    body.drop();
    if (connection != null) {
      proxy.upstreams().giveBack(connection, complete && upstreamKeepsOpen);
    }
  }

  @Override
  public void unreachable(Throwable reason) {
    if (over) {
      return;
    }
    service.failed(address);
    if (addresses.hasNext()) {
      address = addresses.next();
      proxy.upstreams().take(address, client.channel(), false, this);
    } else {
      fail(UpstreamFault.UNREACHABLE, reason);
    }
  }

  @Override
  public void busy() {
    if (!over) {
      fail(UpstreamFault.BUSY, new IOException("too many requests are open"));
    }
  }

  /** The service's connection ended before its answer did. */
  void upstreamEnded(Throwable reason) {
    broke(reason);
  }

  private void broke(Throwable reason) {
    if (over) {
      return;
    }
    UpstreamConnection connection = upstream;
    upstream = null;
    boolean wasUsedBefore = false;
    if (connection != null) {
      wasUsedBefore = connection.wasUsedBefore();
      proxy.upstreams().giveBack(connection, false);
    }
    boolean again = !answering && body.canBeSentAgain() && IDEMPOTENT.contains(request.method());
    // A kept connection may have been closed while it rested, so a new one is tried.
    if (again && wasUsedBefore) {
      body.rewind();
      proxy.upstreams().take(address, client.channel(), true, this);
    } else if (again && addresses.hasNext()) {
      body.rewind();
      address = addresses.next();
      proxy.upstreams().take(address, client.channel(), false, this);
    } else {
      fail(UpstreamFault.BROKEN, reason);
    }
  }

  /** Nanoseconds that the service has left; the silence of the client does not count. */
  long nanosLeft(long now) {
    if (!answering) {
      waitingSinceNanos = Math.max(waitingSinceNanos, body.lastByteNanos());
    } else if (!client.channel().isWritable()) {
      waitingSinceNanos = now;
    }
    long limit = answering ? service.idleNanos() : service.headerDeadlineNanos();
    return limit - (now - waitingSinceNanos);
  }

  /** The service was silent for too long. */
  void late() {
    fail(UpstreamFault.LATE, new IOException("the service was silent for too long"));
  }

  private void fail(UpstreamFault fault, Throwable reason) {
    boolean begun = answering;
    abort();
    trace.run(() ->
        LOG.atWarn()
            .addKeyValue("service", service.name())
            .addKeyValue("address", address)
            .addKeyValue("fault", fault)
            .addKeyValue("answering", begun)
            .addKeyValue("reason", reason.toString())
            .log("request failed"));
    if (begun) {
      answer.cut();
    } else {
      proxy.meter().failed(service, System.nanoTime() - sentNanos);
      answer.own(proxy.answers().fault(request, service, fault, trace.traceId()));
    }
  }

  private void refuse(FullHttpResponse refusal) {
    over = true;
    body.drop();
    answer.own(refusal);
  }

  /** The answer, or the rest of it, is not wanted any more. */
  void abort() {
    over = true;
    body.drop();
    UpstreamConnection connection = upstream;
    upstream = null;
    if (connection != null) {
      proxy.upstreams().giveBack(connection, false);
    }
  }
}
