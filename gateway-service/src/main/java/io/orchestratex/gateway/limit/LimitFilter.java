package io.orchestratex.gateway.limit;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.netty.channel.EventLoop;
import io.orchestratex.gateway.framing.ClientConnection;
import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.failure.FailureException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Refuses who calls the gateway's own routes too often, before anything is spent on the request;
 * requests to services are counted where they are passed on.
 *
 * <p>It matches every path and looks for itself: a filter with a pattern of its own makes the
 * server match and sort all filters for each request.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class LimitFilter implements Ordered {

  private static final String ATTRIBUTE = "orchestratex.limit";
  private static final String BEARER = "Bearer ";
  private static final String API = "/api/";
  private static final String HEALTH_OF_ALL = "/api/v1/health";
  private static final String HEALTH = "/health";
  private static final String HEALTH_OF_ONE = "/health/";
  private static final String KEYS = "/.well-known/jwks.json";

  private final Limits limits;
  private final CachedVerifier verifier;

  LimitFilter(Limits limits, CachedVerifier verifier) {
    this.limits = limits;
    this.verifier = verifier;
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.before() - 20;
  }

  @RequestFilter
  CompletableFuture<HttpRequest<?>> limit(HttpRequest<?> request) {
    if (isFree(request)) {
      return CompletableFuture.completedFuture(request);
    }
    CompletableFuture<Verdict> verdict =
        limits
            .take(knownCaller(request), request.getRemoteAddress().getAddress())
            .toCompletableFuture();
    if (verdict.isDone()) {
      check(request, verdict.join());
      return CompletableFuture.completedFuture(request);
    }
    EventLoop loop = ClientConnection.channel(request).eventLoop();
    return verdict.thenApplyAsync(
        v -> {
          check(request, v);
          return request;
        },
        loop);
  }

  /**
   * What load balancers and services read all the time. None of it looks at a credential; with
   * another method the server may, while it refuses.
   */
  private static boolean isFree(HttpRequest<?> request) {
    String path = request.getPath();
    boolean free =
        path.startsWith(API)
            ? path.equals(HEALTH_OF_ALL)
            : path.equals(HEALTH) || path.startsWith(HEALTH_OF_ONE) || path.equals(KEYS);
    return free && request.getMethod() == HttpMethod.GET;
  }

  private static void check(HttpRequest<?> request, Verdict verdict) {
    request.setAttribute(ATTRIBUTE, verdict);
    if (!verdict.allowed()) {
      throw new FailureException(Limits.exceeded(verdict));
    }
  }

  @ResponseFilter
  void show(HttpRequest<?> request, MutableHttpResponse<?> response) {
    Verdict verdict = request.getAttribute(ATTRIBUTE, Verdict.class).orElse(null);
    if (verdict == null) {
      return;
    }
    MutableHttpHeaders headers = response.getHeaders();
    headers.set(Limits.POLICY, limits.policy(verdict));
    headers.set(Limits.REMAINING, Limits.remaining(verdict));
  }

  private @Nullable Caller knownCaller(HttpRequest<?> request) {
    String header = request.getHeaders().get("Authorization");
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? verifier.ifKnown(header.substring(BEARER.length()).strip())
        : null;
  }
}
