package io.orchestratex.gateway.routing;

import io.micronaut.http.ByteBodyHttpResponse;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.body.AvailableByteBody;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.client.RawHttpClient;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.orchestratex.gateway.framing.RequestProgress;
import java.io.EOFException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way to a service and the answer on its way back. Everything happens on the
 * event loop of the client's connection.
 *
 * <pre>
 *   sending → answered → (streaming) → ended
 *      └──────────┴───────────┴──→ aborted
 * </pre>
 *
 * Aborted means that the connection to the service is closed, not drained: the service learns at
 * once that nobody listens. That happens when the client leaves, when the service is silent for too
 * long, and when the client's body breaks off, which must not look like the end of a shorter one.
 */
final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** The attribute under which the HTTP client keeps the connection of a request. */
  private static final String UPSTREAM_CHANNEL = "netty_channel";

  private final RawHttpClient client;
  private final UpstreamMeter meter;
  private final NettyHttpRequest<?> request;
  private final Service service;
  private final Outgoing outgoing;
  private final @Nullable String traceId;
  private final Channel clientChannel;
  private final EventLoop loop;
  private final RequestProgress progress;
  private final Iterator<String> addresses;
  private final CompletableFuture<HttpResponse<?>> answer = new CompletableFuture<>();
  private final ChannelFutureListener clientLeft = _ -> abort();

  private @Nullable CloseableByteBody spareBody;
  private @Nullable MutableHttpRequest<?> sent;
  private @Nullable Future<?> timer;
  private long begunNanos;
  private long waitingSinceNanos;
  private boolean answered;
  private boolean over;
  private boolean unread;
  private boolean pieceSeen;

  Exchange(
      RawHttpClient client,
      UpstreamMeter meter,
      NettyHttpRequest<?> request,
      Service service,
      Outgoing outgoing,
      @Nullable String traceId) {
    this.client = client;
    this.meter = meter;
    this.request = request;
    this.service = service;
    this.outgoing = outgoing;
    this.traceId = traceId;
    this.clientChannel = request.getChannelHandlerContext().channel();
    this.loop = clientChannel.eventLoop();
    this.progress = RequestProgress.of(clientChannel);
    this.addresses = service.inOrder().iterator();
  }

  /** Sends the request; the future is completed on the event loop, and never with a fault. */
  CompletableFuture<HttpResponse<?>> start() {
    if (loop.inEventLoop()) {
      begin();
    } else {
      loop.execute(this::begin);
    }
    return answer;
  }

  private void begin() {
    CloseableByteBody body;
    try {
      body = request.byteBody().move();
    } catch (IllegalStateException e) {
      // The client left, or was refused, while its token was looked at; the body went with it.
      over = true;
      answer.complete(Problems.broken(request, service, traceId));
      return;
    }
    clientChannel.closeFuture().addListener(clientLeft);
    begunNanos = System.nanoTime();
    waitingSinceNanos = begunNanos;
    watch(service.headerDeadlineNanos());
    send(body);
  }

  private void send(CloseableByteBody body) {
    String address = addresses.next();
    CloseableByteBody toSend = body;
    // A body that is here as a whole can be sent again; one that streams cannot.
    if (addresses.hasNext() && body instanceof AvailableByteBody) {
      toSend = body.split();
      spareBody = body;
    }
    MutableHttpRequest<?> message = outgoing.to(address);
    sent = message;
    client.exchange(message, toSend, null).subscribe(new Answer(address));
  }

  /** Hears of the head of the answer, or that there is none. */
  private final class Answer implements Subscriber<HttpResponse<?>> {

    private final String address;

    Answer(String address) {
      this.address = address;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(1);
    }

    @Override
    public void onNext(HttpResponse<?> response) {
      onLoop(() -> arrived(address, (ByteBodyHttpResponse<?>) response));
    }

    @Override
    public void onError(Throwable fault) {
      onLoop(() -> failed(address, fault));
    }

    @Override
    public void onComplete() {}
  }

  private void onLoop(Runnable work) {
    if (loop.inEventLoop()) {
      work.run();
    } else {
      loop.execute(work);
    }
  }

  private void arrived(String address, ByteBodyHttpResponse<?> response) {
    dropSpareBody();
    service.answered(address);
    if (over) {
      response.close();
      closeUpstream();
      return;
    }
    answered = true;
    meter.answered(service, response.code(), System.nanoTime() - begunNanos);
    MutableHttpResponse<Object> out = HttpResponse.status(response.code(), response.reason());
    copyHeaders(response, out);
    boolean head = request.getMethod() == HttpMethod.HEAD;
    if (head || response.byteBody() instanceof AvailableByteBody) {
      end();
    } else {
      waitingSinceNanos = System.nanoTime();
      watch(service.idleNanos());
    }
    if (head) {
      response.close();
    } else {
      out.body(new UpstreamBody(response.byteBody(), this)).bodyWriter(Forwarder.WRITER);
    }
    answer.complete(out);
  }

  private void copyHeaders(ByteBodyHttpResponse<?> from, MutableHttpResponse<?> to) {
    Set<String> nominated = HopHeaders.nominatedIn(from.getHeaders().getAll("connection"));
    for (Map.Entry<String, List<String>> header : from.getHeaders()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (HopHeaders.isResponseHeader(name, nominated)) {
        for (String value : header.getValue()) {
          to.getHeaders().add(name, value);
        }
      }
    }
    String length = from.getHeaders().get("content-length");
    if (length != null && request.getMethod() == HttpMethod.HEAD) {
      to.getHeaders().set("content-length", length);
    }
  }

  private void failed(String address, Throwable fault) {
    if (over) {
      dropSpareBody();
      closeUpstream();
      return;
    }
    if (!progress.isComplete() && (fault instanceof EOFException || !clientChannel.isActive())) {
      // The client's body broke off; whoever cut it has answered.
      abort();
      answer.complete(Problems.broken(request, service, traceId));
      return;
    }
    UpstreamFault kind = UpstreamFault.of(fault);
    if (kind == UpstreamFault.UNREACHABLE) {
      service.failed(address);
    }
    CloseableByteBody again = spareBody;
    spareBody = null;
    if (again != null
        && addresses.hasNext()
        && (kind == UpstreamFault.UNREACHABLE
            || (kind == UpstreamFault.BROKEN && outgoing.isIdempotent()))) {
      closeUpstream();
      send(again);
      return;
    }
    if (again != null) {
      again.close();
    }
    meter.failed(service, System.nanoTime() - begunNanos);
    LOG.atWarn()
        .addKeyValue("service", service.name())
        .addKeyValue("address", address)
        .addKeyValue("fault", kind)
        .addKeyValue("reason", fault.toString())
        .log("request failed");
    abort();
    answer.complete(
        switch (kind) {
          case UNREACHABLE -> Problems.unreachable(request, service, traceId);
          case BROKEN -> Problems.broken(request, service, traceId);
          case BUSY -> Problems.busy(request, service, traceId);
        });
  }

  private void watch(long limitNanos) {
    if (timer != null) {
      timer.cancel(false);
    }
    timer = loop.schedule(() -> look(limitNanos), limitNanos, TimeUnit.NANOSECONDS);
  }

  /** Ends the exchange when the service, and not the client, was silent for too long. */
  private void look(long limitNanos) {
    if (over) {
      return;
    }
    long now = System.nanoTime();
    if (!answered) {
      waitingSinceNanos = Math.max(waitingSinceNanos, progress.lastByteNanos());
    } else if (unread) {
      waitingSinceNanos = now;
    }
    long left = limitNanos - (now - waitingSinceNanos);
    if (left > 0) {
      timer = loop.schedule(() -> look(limitNanos), left, TimeUnit.NANOSECONDS);
      return;
    }
    LOG.atWarn()
        .addKeyValue("service", service.name())
        .addKeyValue("answered", answered)
        .log("service was silent for too long");
    abort();
    if (answered) {
      clientChannel.close();
    } else {
      meter.failed(service, now - begunNanos);
      answer.complete(Problems.late(request, service, traceId));
    }
  }

  /**
   * The server begins to read the answer. It keeps the head back until the first piece, and a
   * stream may be silent for long: the client must see that it has begun.
   */
  void readingBegins() {
    loop.execute(() -> {
      if (!pieceSeen && !over) {
        clientChannel.flush();
      }
    });
  }

  /** A piece of the answer came and is on its way to the client. */
  void pieceArrived() {
    pieceSeen = true;
    waitingSinceNanos = System.nanoTime();
    unread = true;
  }

  /** The client's side has room for more. */
  void pieceWanted() {
    unread = false;
    waitingSinceNanos = System.nanoTime();
  }

  /** The answer has been read to its end; its connection goes back to the pool. */
  void end() {
    over = true;
    release();
  }

  /** Nobody wants the rest. */
  void abort() {
    if (!over) {
      over = true;
      release();
      closeUpstream();
      if (!answered && !clientChannel.isActive()) {
        answer.complete(Problems.broken(request, service, traceId));
      }
    }
  }

  private void release() {
    clientChannel.closeFuture().removeListener(clientLeft);
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    dropSpareBody();
  }

  private void dropSpareBody() {
    if (spareBody != null) {
      spareBody.close();
      spareBody = null;
    }
  }

  private void closeUpstream() {
    if (sent != null) {
      sent.getAttribute(UPSTREAM_CHANNEL, Channel.class).ifPresent(Channel::close);
    }
  }
}
