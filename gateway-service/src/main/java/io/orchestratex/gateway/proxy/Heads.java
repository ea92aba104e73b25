package io.orchestratex.gateway.proxy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.orchestratex.kit.telemetry.TraceContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The headers of requests as services see them, and of answers as clients see them. */
final class Heads {

  /** Decoded headers were validated as they came in. */
  private static final HttpHeadersFactory COPIES =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  private static final AsciiString TRACEPARENT = AsciiString.cached(TraceContext.HEADER);
  private static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
  private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
  private static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");

  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

  private Heads() {}

  /** Whether a request has the same effect when it arrives twice. */
  static boolean isIdempotent(HttpRequest request) {
    return IDEMPOTENT.contains(request.method());
  }

  /**
   * A request's headers for a service.
   *
   * @param authorization what the service gets in place of what the client sent
   */
  static HttpHeaders toService(
      HttpRequest request, Client client, String authorization, TraceContext trace) {
    HttpHeaders from = request.headers();
    HttpHeaders to = COPIES.newHeaders();
    HopHeaders.copyToService(from, to);
    String host = from.get(HttpHeaderNames.HOST);
    String length = from.get(HttpHeaderNames.CONTENT_LENGTH);
    if (from.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      to.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else if (length != null) {
      to.set(HttpHeaderNames.CONTENT_LENGTH, length);
    } else if (mayHaveBody(request.method())) {
      to.set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
    }
    return to.set(HttpHeaderNames.AUTHORIZATION, authorization)
        .set(TRACEPARENT, trace.header())
        .set(FORWARDED_FOR, client.addressText())
        .set(FORWARDED_PROTO, client.scheme())
        .set(FORWARDED_HOST, host == null ? "" : host);
  }

  /** The request itself for a service; one without a body is whole. */
  static HttpRequest request(HttpRequest from, HttpHeaders headers, boolean whole) {
    return whole
        ? new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            from.method(),
            from.uri(),
            Unpooled.EMPTY_BUFFER,
            headers,
            EmptyHttpHeaders.INSTANCE)
        : new DefaultHttpRequest(HttpVersion.HTTP_1_1, from.method(), from.uri(), headers);
  }

  private static boolean mayHaveBody(HttpMethod method) {
    return method.equals(HttpMethod.POST)
        || method.equals(HttpMethod.PUT)
        || method.equals(HttpMethod.PATCH);
  }

  /**
   * An answer's headers for the client: a length that the service gave is kept, an answer without
   * one is chunked.
   */
  static HttpHeaders toClient(HttpRequest request, HttpResponse response) {
    HttpHeaders from = response.headers();
    HttpHeaders to = COPIES.newHeaders();
    HopHeaders.copyToClient(from, to);
    String length = length(from);
    if (length != null) {
      to.set(HttpHeaderNames.CONTENT_LENGTH, length);
    } else if (canBeChunked(request, response)) {
      to.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return to;
  }

  private static @Nullable String length(HttpHeaders headers) {
    return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        ? null
        : headers.get(HttpHeaderNames.CONTENT_LENGTH);
  }

  private static boolean canBeChunked(HttpRequest request, HttpResponse response) {
    int code = response.status().code();
    return code != 204
        && code != 304
        && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && !HttpMethod.HEAD.equals(request.method());
  }
}
