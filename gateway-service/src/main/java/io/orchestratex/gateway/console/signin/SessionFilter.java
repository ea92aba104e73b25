package io.orchestratex.gateway.console.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.scheduling.TaskExecutors;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.session.ConsoleSessions;
import io.orchestratex.gateway.console.session.ConsoleSessions.SignedIn;
import io.orchestratex.gateway.console.session.OriginRules;
import io.orchestratex.gateway.console.session.SessionCookie;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Named;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request for a page through when its browser is signed in, after the limit has counted it;
 * sends the others to sign in. A form that was sent meanwhile goes along, so that nothing typed is
 * lost. What changes something must come from a page of the console itself.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class SessionFilter implements Ordered {

  private static final CompletableFuture<Optional<HttpResponse<?>>> GO_ON =
      CompletableFuture.completedFuture(Optional.empty());

  private final ConsoleSessions sessions;
  private final SignInPages pages;
  private final ExecutorService blocking;

  SessionFilter(
      ConsoleSessions sessions,
      SignInPages pages,
      @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
    this.sessions = sessions;
    this.pages = pages;
    this.blocking = blocking;
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.before() - 10;
  }

  @RequestFilter
  CompletableFuture<Optional<HttpResponse<?>>> check(HttpRequest<?> request) {
    if (!ConsolePaths.isPage(request.getPath())) {
      return GO_ON;
    }
    boolean changes = !OriginRules.isSafe(request.getMethodName());
    if (changes
        && !OriginRules.isOurOwn(
            request.getHeaders().get("Sec-Fetch-Site"),
            request.getHeaders().get("Origin"),
            request.getHeaders().get("Host"))) {
      throw FailureException.forbidden(
          "console.cross-site",
          "The request came from another site, so nothing was done. Open the console itself and"
              + " try again there.");
    }
    return changes && isForm(request)
        ? form(request).thenCompose(sent -> admit(request, sent))
        : admit(request, null);
  }

  private CompletableFuture<Optional<HttpResponse<?>>> admit(
      HttpRequest<?> request, @Nullable String sent) {
    if (sent != null) {
      request.setAttribute(Form.ATTRIBUTE, parsed(sent));
    }
    if (ConsolePaths.isOpen(request.getPath())
        || request.getAttribute(Visit.SIGNED_IN).isPresent()) {
      return GO_ON;
    }
    String secret = SessionCookie.read(request);
    if (secret == null) {
      return CompletableFuture.completedFuture(Optional.of(pages.needed(request, sent)));
    }
    return CompletableFuture.supplyAsync(
        () -> {
          Optional<SignedIn> found = sessions.find(secret);
          found.ifPresent(signedIn -> KnownSessionFilter.adopt(request, signedIn));
          return found.isPresent() ? Optional.empty() : Optional.of(pages.needed(request, sent));
        },
        blocking);
  }

  private static Form parsed(String sent) {
    try {
      return Form.parse(sent);
    } catch (IllegalArgumentException e) {
      throw FailureException.invalid(
          "request.invalid", "", "The form is not encoded as forms are.");
    }
  }

  private static boolean isForm(HttpRequest<?> request) {
    String type = request.getHeaders().get("Content-Type");
    return type != null && type.startsWith(Form.MEDIA_TYPE);
  }

  private static CompletableFuture<String> form(HttpRequest<?> request) {
    if (!(request instanceof ServerHttpRequest<?> server)) {
      throw new IllegalStateException("not a request of this server: " + request.getClass());
    }
    return server
        .byteBody()
        .buffer()
        .thenApply(body -> {
          try (body) {
            return new String(body.toByteArray(), UTF_8);
          }
        })
        .toCompletableFuture();
  }
}
