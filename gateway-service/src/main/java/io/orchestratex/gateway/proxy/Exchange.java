package io.orchestratex.gateway.proxy;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.orchestratex.gateway.limit.Verdict;
import io.orchestratex.gateway.proxy.Admission.Outcome;
import io.orchestratex.gateway.routing.Service;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.telemetry.TraceContext;
import java.io.IOException;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way to a service and the answer on its way back. Everything happens on the
 * event loop of the client's connection.
 *
 * <pre>
 *   admitting → gathering → connecting → sent → answering → ended
 *       └──────────┴────────────┴─────────┴────────┴──────→ aborted
 * </pre>
 *
 * A connection to a service is taken when the body is here, or its first 64 KiB: a client that
 * sends slowly holds only their own.
 *
 * <p>Aborted means that the connection to the service is closed, not drained: the service learns at
 * once that the answer is not wanted. That happens when the client leaves, when the service is
 * silent for too long, and when the client's body breaks off, which must not look like the end of a
 * shorter one.
 */
final class Exchange implements UpstreamPool.Taker {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final Proxy proxy;
  private final Client client;
  private final ClientAnswer answer;
  private final HttpRequest request;
  private final Service service;
  private final TraceContext trace;
  private final RequestBody body;
  private final Iterator<String> addresses;

  private @Nullable HttpHeaders headersToService;
  private @Nullable String openFor;
  private boolean gathering;
  private String address = "";
  private @Nullable UpstreamConnection upstream;
  private final Patience patience;
  private long sentNanos;
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
    this.patience = new Patience(service);
    this.addresses = service.inOrder().iterator();
  }

  /** Whether nothing more will be asked of the service. */
  boolean isOver() {
    return over;
  }

  /** Whether more of the client's bytes can be taken. */
  boolean takesMore() {
    return over || gathering || !body.isOpen() || (upstream != null && upstream.isWritable());
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
      case Outcome.Admitted admitted -> admitted(admitted);
    }
  }

  private void admitted(Outcome.Admitted admitted) {
    Optional<Failure> closed =
        proxy.maintenance().refusal(service.name(), request.method().name(), request.uri());
    if (closed.isPresent()) {
      refuse(proxy.answers().refusal(request, closed.get(), trace.traceId()));
      return;
    }
    if (service.isDown()) {
      proxy.meter().failed(service, 0);
      refuse(proxy.answers().fault(request, service, UpstreamFault.DOWN, trace.traceId()));
      return;
    }
    if (!proxy.openOfCallers().enter(admitted.subject())) {
      refuse(proxy.answers().refusal(request, proxy.openOfCallers().exceeded(), trace.traceId()));
      return;
    }
    openFor = admitted.subject();
    headersToService = Heads.toService(request, client, admitted.authorization(), trace);
    if (body.isGathered()) {
      takeUpstream();
      return;
    }
    gathering = true;
    answer.sendContinue();
    answer.readMore();
  }

  private void takeUpstream() {
    gathering = false;
    sentNanos = System.nanoTime();
    patience.begins(sentNanos);
    answer.watch(Math.min(service.suspectNanos(), service.headerDeadlineNanos()));
    address = addresses.next();
    proxy.upstreams().take(address, client.channel(), false, this);
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
    connection.write(Heads.request(request, headers, body.isAbsent()));
    if (body.isAbsent()) {
      connection.flush();
      return;
    }
    body.sendTo(connection::write);
    connection.flush();
    wantsMoreOfBody();
  }

  /** A piece of the client's body. */
  void bodyPart(HttpContent piece) {
    body.add(piece);
    if (gathering && body.isGathered()) {
      takeUpstream();
    } else if (upstream != null) {
      body.sendTo(upstream::write);
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
    long now = System.nanoTime();
    patience.begins(now);
    proxy.meter().answered(service, response.status().code(), now - sentNanos);
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
    patience.begins(System.nanoTime());
    if (last) {
      end();
    }
    answer.content(HopHeaders.withoutTrailers(content));
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
    patience.begins(System.nanoTime());
    if (upstream != null) {
      upstream.setReading(true);
    }
  }

  /** The answer has been read to its end; its connection goes back to the pool. */
  private void end() {
    ends();
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
    boolean again = !answering && body.canBeSentAgain() && Heads.isIdempotent(request);
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
    if (address.isEmpty()) {
      return service.suspectNanos(); // It is not the service's turn yet.
    }
    if (!answering) {
      return patience.nanosToHead(now, body.lastByteNanos(), address);
    }
    if (!client.channel().isWritable()) {
      patience.begins(now);
    }
    return patience.nanosToPiece(now);
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

  /** Nothing more is asked of the service; the caller may open another request. */
  private void ends() {
    over = true;
    gathering = false;
    if (openFor != null) {
      proxy.openOfCallers().leave(openFor);
      openFor = null;
    }
  }

  private void refuse(FullHttpResponse refusal) {
    ends();
    body.drop();
    answer.own(refusal);
  }

  /** The answer, or the rest of it, is not wanted any more. */
  void abort() {
    ends();
    body.drop();
    UpstreamConnection connection = upstream;
    upstream = null;
    if (connection != null) {
      proxy.upstreams().giveBack(connection, false);
    }
  }
}
