package io.orchestratex.gateway.console.signin;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.session.ConsoleSessions;
import io.orchestratex.gateway.console.session.OriginRules;
import io.orchestratex.gateway.console.session.SessionCookie;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.net.URI;
import java.util.Objects;

/** Signing in to the console and out of it; the form works without script. */
@Controller("/console")
@PermitAll
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class SignInController {

  private final ConsoleSessions sessions;
  private final SignInPages pages;

  SignInController(ConsoleSessions sessions, SignInPages pages) {
    this.sessions = sessions;
    this.pages = pages;
  }

  @Get("/sign-in")
  HttpResponse<byte[]> form(HttpRequest<?> request) {
    SignInView view = SignInView.at(OriginRules.localPath(request.getParameters().get("to")));
    return Visit.isPartial(request)
        ? pages.dialog(
            HttpStatus.OK,
            view.refused("", "You were signed out meanwhile. Sign in again to go on."))
        : pages.form(HttpStatus.OK, view);
  }

  @Post("/sign-in")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<?> signIn(HttpRequest<?> request, Form form) {
    String name = Objects.requireNonNullElse(form.text("username"), "");
    String carriedPath = form.text("carriedPath");
    SignInView view =
        new SignInView(
            OriginRules.localPath(form.text("to")),
            name,
            null,
            carriedPath == null ? null : OriginRules.localPath(carriedPath),
            form.exact("carried"));
    try {
      String browser =
          Objects.requireNonNullElse(request.getHeaders().get("User-Agent"), "unknown");
      String secret = sessions.begin(name, form.exact("password"), address(request), browser);
      return answer(request, view).cookie(SessionCookie.of(request, secret));
    } catch (FailureException e) {
      return refused(request, view, name, e);
    }
  }

  private MutableHttpResponse<?> answer(HttpRequest<?> request, SignInView view) {
    if (Visit.isPartial(request)) {
      return HttpResponse.noContent();
    }
    String path = view.carriedPath();
    if (path == null) {
      return HttpResponse.seeOther(URI.create(view.to()));
    }
    return (MutableHttpResponse<?>)
        pages.carryOn(HttpStatus.OK, path, Objects.requireNonNullElse(view.carried(), ""));
  }

  private HttpResponse<?> refused(
      HttpRequest<?> request, SignInView view, String name, FailureException fault) {
    HttpStatus status =
        switch (fault.failure()) {
          case Failure.Unauthenticated _ -> HttpStatus.UNAUTHORIZED;
          case Failure.Busy _ -> HttpStatus.TOO_MANY_REQUESTS;
          case Failure.Unavailable _ -> HttpStatus.SERVICE_UNAVAILABLE;
          default -> throw fault;
        };
    SignInView again = view.refused(name, fault.failure().detail());
    return Visit.isPartial(request) ? pages.dialog(status, again) : pages.form(status, again);
  }

  @Post("/sign-out")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
  HttpResponse<?> signOut(HttpRequest<?> request, Visit visit) {
    sessions.end(visit.signedIn().sessionId(), visit.caller(), address(request));
    return HttpResponse.seeOther(URI.create(ConsolePaths.SIGN_IN))
        .cookie(SessionCookie.ended(request));
  }

  static String address(HttpRequest<?> request) {
    return request.getRemoteAddress().getAddress().getHostAddress();
  }
}
