package io.orchestratex.gateway.routing;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A request as a service sees it. */
final class Outgoing {

  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

  private final NettyHttpRequest<?> request;
  private final String authorization;
  private final String traceparent;

  /**
   * Describes a request.
   *
   * @param authorization what the service gets in place of what the client sent
   */
  Outgoing(NettyHttpRequest<?> request, String authorization, String traceparent) {
    this.request = request;
    this.authorization = authorization;
    this.traceparent = traceparent;
  }

  boolean isIdempotent() {
    return IDEMPOTENT.contains(request.getMethod());
  }

  /** The request with its target as it was sent, to one address of the service. */
  MutableHttpRequest<?> to(String address) {
    io.netty.handler.codec.http.HttpRequest original = request.getNativeRequest();
    MutableHttpRequest<?> out = HttpRequest.create(request.getMethod(), address + original.uri());
    HttpHeaders headers = original.headers();
    Set<String> nominated = HopHeaders.nominatedIn(headers.getAll("connection"));
    Iterator<Map.Entry<CharSequence, CharSequence>> entries = headers.iteratorCharSequence();
    while (entries.hasNext()) {
      Map.Entry<CharSequence, CharSequence> entry = entries.next();
      String name = entry.getKey().toString().toLowerCase(Locale.ROOT);
      if (HopHeaders.isRequestHeader(name, nominated)) {
        out.getHeaders().add(name, entry.getValue());
      }
    }
    String host = headers.get("host");
    out.getHeaders()
        .set("authorization", authorization)
        .set("traceparent", traceparent)
        .set("x-forwarded-for", request.getRemoteAddress().getAddress().getHostAddress())
        .set("x-forwarded-proto", request.isSecure() ? "https" : "http")
        .set("x-forwarded-host", host == null ? "" : host);
    return out;
  }
}
