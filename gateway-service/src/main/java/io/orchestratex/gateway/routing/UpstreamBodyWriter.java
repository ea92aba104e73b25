package io.orchestratex.gateway.routing;

import io.micronaut.core.io.buffer.ReadBuffer;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.MutableHeaders;
import io.micronaut.http.ByteBodyHttpResponse;
import io.micronaut.http.ByteBodyHttpResponseWrapper;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.ResponseBodyWriter;
import io.micronaut.http.codec.CodecException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Gives a service's bytes to the server as they come. A streaming body is handed over as a
 * publisher that the server asks: handed over as it is, its first bytes may come before the server
 * asks for any, which the server of this version answers with an error and silence
 * (micronaut-core#13273).
 */
final class UpstreamBodyWriter implements ResponseBodyWriter<UpstreamBody> {

  @Override
  public ByteBodyHttpResponse<?> write(
      ByteBodyFactory factory,
      HttpRequest<?> request,
      MutableHttpResponse<UpstreamBody> response,
      Argument<UpstreamBody> type,
      MediaType mediaType,
      UpstreamBody body)
      throws CodecException {
    // No content type is made up where the service gave none.
    return ByteBodyHttpResponseWrapper.wrap(
        response, writePiece(factory, request, response, type, mediaType, body));
  }

  @Override
  public CloseableByteBody writePiece(
      ByteBodyFactory factory,
      HttpRequest<?> request,
      HttpResponse<?> response,
      Argument<UpstreamBody> type,
      MediaType mediaType,
      UpstreamBody body)
      throws CodecException {
    if (body.isWhole()) {
      return body.taken();
    }
    CloseableByteBody bytes = body.taken();
    return factory.adapt(
        watched(bytes.toReadBufferPublisher(), body.exchange()), bytes.expectedLength());
  }

  @Override
  public void writeTo(
      Argument<UpstreamBody> type,
      MediaType mediaType,
      UpstreamBody body,
      MutableHeaders headers,
      OutputStream out)
      throws CodecException {
    throw new CodecException("an upstream body is never gathered");
  }

  private static Publisher<ReadBuffer> watched(Publisher<ReadBuffer> bytes, Exchange exchange) {
    return downstream -> bytes.subscribe(new Watch(downstream, exchange));
  }

  /** Tells the exchange of each piece and of the end. */
  private static final class Watch implements Subscriber<ReadBuffer>, Subscription {

    private final Subscriber<? super ReadBuffer> downstream;
    private final Exchange exchange;
    private @Nullable Subscription source;

    Watch(Subscriber<? super ReadBuffer> downstream, Exchange exchange) {
      this.downstream = downstream;
      this.exchange = exchange;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      source = subscription;
      exchange.readingBegins();
      downstream.onSubscribe(this);
    }

    @Override
    public void onNext(ReadBuffer piece) {
      exchange.pieceArrived();
      downstream.onNext(piece);
    }

    @Override
    public void onError(Throwable fault) {
      exchange.abort();
      downstream.onError(fault);
    }

    @Override
    public void onComplete() {
      exchange.end();
      downstream.onComplete();
    }

    @Override
    public void request(long count) {
      exchange.pieceWanted();
      Objects.requireNonNull(source).request(count);
    }

    @Override
    public void cancel() {
      exchange.abort();
      Objects.requireNonNull(source).cancel();
    }
  }
}
