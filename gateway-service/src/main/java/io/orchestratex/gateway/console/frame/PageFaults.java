package io.orchestratex.gateway.console.frame;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.orchestratex.gateway.console.session.ConsoleSessions.SignedIn;
import io.orchestratex.gateway.console.session.ConsoleSettings;
import io.orchestratex.kit.failure.Problem;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes a page of what was refused, and tells browsers what a page of the console may do: run its
 * own scripts, load from this gateway, be shown in no frame, be kept nowhere.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class PageFaults implements Ordered {

  private final Pages pages;
  private final InstantSource clock;
  private final String policy;

  PageFaults(Pages pages, ConsoleSettings settings, InstantSource clock) {
    this.pages = pages;
    this.clock = clock;
    String cdn = settings.assetsOrigin() == null ? "" : " " + settings.assetsOrigin();
    policy =
        "default-src 'self'"
            + cdn
            + "; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'";
  }

  @Override
  public int getOrder() {
    // Outermost, so that it sees what every other filter refused.
    return ServerFilterPhase.FIRST.order();
  }

  @ResponseFilter
  void finish(HttpRequest<?> request, MutableHttpResponse<?> response) {
    if (!isConsole(request.getPath()) || request.getPath().startsWith(Assets.PATH)) {
      return;
    }
    if (response.body() instanceof Problem problem) {
      explain(request, response, problem);
    }
    response
        .header("Content-Security-Policy", policy)
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY")
        // Not `no-referrer`: with it, browsers hide the origin of forms.
        .header("Referrer-Policy", "same-origin")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cache-Control", "no-store");
  }

  static boolean isConsole(String path) {
    return path.equals("/console") || path.startsWith("/console/");
  }

  private void explain(HttpRequest<?> request, MutableHttpResponse<?> response, Problem problem) {
    Optional<SignedIn> signedIn = request.getAttribute(Visit.SIGNED_IN, SignedIn.class);
    Picture picture = Picture.of(problem.status(), problem.detail(), problem.traceId(), "/console");
    HttpStatus status = HttpStatus.valueOf(response.code());
    HttpResponse<byte[]> page =
        signedIn.isPresent()
            ? pages.page(
                status,
                Visit.of(request, signedIn.get(), clock.instant()),
                "frame/fault.jte",
                picture)
            : pages.open(status, "frame/openfault.jte", picture);
    replace(response, Objects.requireNonNull(page.body()));
  }

  @SuppressWarnings("unchecked")
  private static void replace(MutableHttpResponse<?> response, byte[] page) {
    ((MutableHttpResponse<byte[]>) response)
        .body(page)
        .getHeaders()
        .set("Content-Type", "text/html; charset=utf-8");
  }
}
