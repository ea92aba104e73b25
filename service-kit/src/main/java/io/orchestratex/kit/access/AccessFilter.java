package io.orchestratex.kit.access;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request through when its bearer token is valid and its caller holds a role that the route
 * asks for, see {@link RouteAccess}. A path without a route asks for any valid token. The scrape
 * token is good for what the scraper may read. {@code /health} is open; it shows its details to the
 * scraper and to admins. A token not seen before is checked off the event loop.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class AccessFilter implements Ordered {

  private static final String BEARER = "Bearer ";

  private final CachedVerifier verifier;
  private final AccessSettings settings;
  private final ExecutorService blocking;

  AccessFilter(
      CachedVerifier verifier,
      AccessSettings settings,
      @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
    this.verifier = verifier;
    this.settings = settings;
    this.blocking = blocking;
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.order();
  }

  @RequestFilter
  CompletableFuture<HttpRequest<?>> check(HttpRequest<?> request) {
    RouteAccess access = accessOf(request);
    if (access instanceof RouteAccess.Open) {
      return isHealth(request) && request.getHeaders().contains("Authorization")
          ? detailed(request)
          : CompletableFuture.completedFuture(request);
    }
    String token = bearerToken(request);
    Caller caller = known(token, access);
    if (caller != null) {
      admit(request, access, caller);
      return CompletableFuture.completedFuture(request);
    }
    return CompletableFuture.supplyAsync(
        () -> {
          admit(request, access, verifier.verify(token));
          return request;
        },
        blocking);
  }

  private static RouteAccess accessOf(HttpRequest<?> request) {
    return RouteAttributes.getRouteMatch(request)
        .map(RouteMatch::getAnnotationMetadata)
        .map(RouteAccess::of)
        .orElseGet(() -> isHealth(request) ? new RouteAccess.Open() : new RouteAccess.Undeclared());
  }

  private static boolean isHealth(HttpRequest<?> request) {
    String path = request.getPath();
    return path.equals("/health") || path.startsWith("/health/");
  }

  /** The health is shown to every caller; whether this one may see its details is noted. */
  private CompletableFuture<HttpRequest<?>> detailed(HttpRequest<?> request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            String token = bearerToken(request);
            Caller scraper = scraper(token);
            Caller caller = scraper == null ? verifier.verify(token) : scraper;
            if (caller.hasAnyRole(Role.SCRAPER)) {
              request.setAttribute(HttpAttributes.PRINCIPAL, caller);
            }
          } catch (FailureException e) {
            // They see what a stranger sees.
          }
          return request;
        },
        blocking);
  }

  /** The caller of a token that needs no check; the scrape token is known where scrapers may go. */
  private @Nullable Caller known(String token, RouteAccess access) {
    Caller scraper =
        access instanceof RouteAccess.Roles(List<String> roles) && roles.contains(Role.SCRAPER)
            ? scraper(token)
            : null;
    return scraper == null ? verifier.ifKnown(token) : scraper;
  }

  private static void admit(HttpRequest<?> request, RouteAccess access, Caller caller) {
    if (access instanceof RouteAccess.Roles(List<String> roles)
        && (roles.isEmpty() || !caller.hasAnyRole(roles.toArray(String[]::new)))) {
      throw FailureException.forbidden(
          "access.role-missing",
          "This needs the role "
              + String.join(" or ", roles)
              + "; "
              + caller.name()
              + " has "
              + caller.roles()
              + ".");
    }
    request.setAttribute(Caller.ATTRIBUTE, caller);
  }

  private static String bearerToken(HttpRequest<?> request) {
    String header = request.getHeaders().get("Authorization");
    if (header == null) {
      throw FailureException.unauthenticated(
          "access.token-missing",
          "Send a token: Authorization: Bearer <token>, from POST /api/v1/auth/token.");
    }
    if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw FailureException.unauthenticated(
          "access.scheme-unknown",
          "Only the Bearer scheme is known: Authorization: Bearer <token>.");
    }
    return header.substring(BEARER.length()).strip();
  }

  private @Nullable Caller scraper(String token) {
    if (settings.scrapeToken() == null
        || !MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8),
            settings.scrapeToken().reveal().getBytes(StandardCharsets.UTF_8))) {
      return null;
    }
    return new Caller(
        "scraper", "scraper", Set.of(Role.SCRAPER), "scrape", Instant.EPOCH, Instant.MAX);
  }
}
