package io.orchestratex.gateway.routing;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.orchestratex.gateway.apikey.ApiKeys;
import io.orchestratex.gateway.framing.ClientConnection;
import io.orchestratex.gateway.limit.KnownCaller;
import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests that a service owns. The caller is verified here once and remembered; what the
 * caller may do, the service decides. It stands before the check for the gateway's own routes, so a
 * request passes one of the two.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class RoutingFilter implements Ordered {

  private static final String BEARER = "Bearer ";

  private final Routes routes;
  private final Forwarder forwarder;
  private final CachedVerifier verifier;
  private final ApiKeys apiKeys;
  private final ExecutorService blocking;

  RoutingFilter(
      Routes routes,
      Forwarder forwarder,
      CachedVerifier verifier,
      ApiKeys apiKeys,
      @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
    this.routes = routes;
    this.forwarder = forwarder;
    this.verifier = verifier;
    this.apiKeys = apiKeys;
    this.blocking = blocking;
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.before() - 10;
  }

  @RequestFilter
  @Nullable CompletableFuture<Optional<HttpResponse<?>>> route(HttpRequest<?> request) {
    NettyHttpRequest<?> raw = ClientConnection.request(request);
    Service service = routes.owner(raw.getNativeRequest().uri());
    if (service == null) {
      return null;
    }
    String credential = credential(raw);
    TraceContext trace = trace(TraceContext.currentTraceParent());
    Caller known = KnownCaller.of(request);
    String authorization = known == null ? null : authorization(credential, known);
    if (authorization != null) {
      return forwarder.forward(raw, service, authorization, trace).thenApply(Optional::of);
    }
    return CompletableFuture.supplyAsync(
            () -> signed(credential, verifier.verify(credential)), blocking)
        .thenCompose(verified -> forwarder.forward(raw, service, verified, trace))
        .thenApply(Optional::of);
  }

  private static String credential(NettyHttpRequest<?> request) {
    List<String> sent = request.getNativeRequest().headers().getAll("authorization");
    if (sent.isEmpty()) {
      throw FailureException.unauthenticated(
          "access.token-missing",
          "Send a token: Authorization: Bearer <token>, from POST /api/v1/auth/token.");
    }
    String header = sent.getFirst();
    if (sent.size() > 1 || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw FailureException.unauthenticated(
          "access.scheme-unknown",
          "Only one Authorization of the Bearer scheme is known: Authorization: Bearer <token>.");
    }
    return header.substring(BEARER.length()).strip();
  }

  /** What the service gets; null when it must be signed first, which blocks. */
  private @Nullable String authorization(String credential, Caller caller) {
    if (!credential.startsWith(ApiKeys.PREFIX)) {
      return BEARER + credential;
    }
    String token = apiKeys.tokenIfKnown(caller);
    return token == null ? null : BEARER + token;
  }

  private String signed(String credential, Caller caller) {
    return BEARER + (credential.startsWith(ApiKeys.PREFIX) ? apiKeys.token(caller) : credential);
  }

  /** The filter before has given this request a span of its own; the service continues it. */
  private static @Nullable TraceContext trace(@Nullable String traceparent) {
    return traceparent == null ? null : TraceContext.continued(traceparent);
  }
}
