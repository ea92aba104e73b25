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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Refuses who calls too often, before anything is spent on the request. A credential that was
 * verified before counts for its subject; anything else counts for the address, so guessing
 * credentials is limited too, whatever the path. The answer tells the limit in the headers of the
 * IETF draft ratelimit-headers.
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

  private final RateLimiter limiter;
  private final CachedVerifier verifier;
  private final Quota ofCaller;
  private final Quota ofAddress;
  private final String policyOfCaller;
  private final String policyOfAddress;

  LimitFilter(RateLimiter limiter, CachedVerifier verifier, LimitSettings settings) {
    this.limiter = limiter;
    this.verifier = verifier;
    this.ofCaller = new Quota("caller", settings.requests(), settings.window());
    this.ofAddress = new Quota("address", settings.anonymousRequests(), settings.window());
    this.policyOfCaller = policy(ofCaller);
    this.policyOfAddress = policy(ofAddress);
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
    Caller caller = KnownCaller.remember(request, knownCaller(request));
    CompletableFuture<Verdict> verdict =
        (caller != null
                ? limiter.take("caller:" + caller.subject(), ofCaller)
                : limiter.take("address:" + address(request), ofAddress))
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
      Duration wait = Duration.ofSeconds(ceilSeconds(verdict.retryMillis()));
      throw FailureException.busy(
          "limit.exceeded",
          "More than "
              + verdict.quota().requests()
              + " requests in "
              + verdict.quota().window().toSeconds()
              + " seconds. Try again in "
              + wait.toSeconds()
              + " seconds.",
          wait);
    }
  }

  @ResponseFilter
  void tell(HttpRequest<?> request, MutableHttpResponse<?> response) {
    Verdict verdict = request.getAttribute(ATTRIBUTE, Verdict.class).orElse(null);
    if (verdict == null) {
      return;
    }
    MutableHttpHeaders headers = response.getHeaders();
    headers.set("RateLimit-Policy", verdict.quota() == ofCaller ? policyOfCaller : policyOfAddress);
    headers.set(
        "RateLimit",
        "\""
            + verdict.quota().name()
            + "\";r="
            + verdict.remaining()
            + ";t="
            + ceilSeconds(verdict.resetMillis()));
  }

  private @Nullable Caller knownCaller(HttpRequest<?> request) {
    String header = request.getHeaders().get("Authorization");
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? verifier.ifKnown(header.substring(BEARER.length()).strip())
        : null;
  }

  private static String address(HttpRequest<?> request) {
    return request.getRemoteAddress().getAddress().getHostAddress();
  }

  private static long ceilSeconds(long millis) {
    return (millis + 999) / 1000;
  }

  private static String policy(Quota quota) {
    return "\"" + quota.name() + "\";q=" + quota.requests() + ";w=" + quota.window().toSeconds();
  }
}
