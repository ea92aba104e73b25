package io.orchestratex.kit.access;

import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import io.orchestratex.kit.failure.FailureException;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request through when its bearer token is valid and its caller holds a role that the route
 * asks for. A route without {@code @PermitAll} or {@code @RolesAllowed} asks for any valid token;
 * {@code /health} is open and {@code /prometheus} takes the scrape token as well. A token not seen
 * before is checked off the event loop.
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
    AnnotationMetadata route =
        RouteAttributes.getRouteMatch(request)
            .map(RouteMatch::getAnnotationMetadata)
            .orElse(AnnotationMetadata.EMPTY_METADATA);
    String path = request.getPath();
    if (path.equals("/health") || path.startsWith("/health/") || permitsAll(route)) {
      return CompletableFuture.completedFuture(request);
    }
    String token = bearerToken(request);
    Caller caller = path.equals("/prometheus") ? scraper(token) : null;
    if (caller == null) {
      caller = verifier.ifKnown(token);
    }
    if (caller != null) {
      admit(request, route, caller);
      return CompletableFuture.completedFuture(request);
    }
    return CompletableFuture.supplyAsync(
        () -> {
          admit(request, route, verifier.verify(token));
          return request;
        },
        blocking);
  }

  private static boolean permitsAll(AnnotationMetadata route) {
    // A method's own annotation comes before its class's.
    return route.hasAnnotation(PermitAll.class)
        && (route.hasDeclaredAnnotation(PermitAll.class)
            || !route.hasAnnotation(RolesAllowed.class));
  }

  private static void admit(HttpRequest<?> request, AnnotationMetadata route, Caller caller) {
    // A method's own annotation comes before its class's; merged metadata would hold the roles of
    // both.
    String[] roles =
        route.hasDeclaredAnnotation(RolesAllowed.class)
            ? route.getDeclaredMetadata().stringValues(RolesAllowed.class)
            : route.stringValues(RolesAllowed.class);
    if (route.hasAnnotation(DenyAll.class) || (roles.length > 0 && !caller.hasAnyRole(roles))) {
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
