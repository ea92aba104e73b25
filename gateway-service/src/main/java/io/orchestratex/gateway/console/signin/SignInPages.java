package io.orchestratex.gateway.console.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.session.OriginRules;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a browser gets that has to sign in. */
@Singleton
final class SignInPages {

  private final Pages pages;

  SignInPages(Pages pages) {
    this.pages = pages;
  }

  /**
   * The answer to a request that needs a sign-in.
   *
   * @param form what it sent; null for none
   */
  HttpResponse<?> needed(HttpRequest<?> request, @Nullable String form) {
    if (Visit.isPartial(request)) {
      // The script shows the form in a dialog, and sends the request again.
      return HttpResponse.unauthorized();
    }
    if (request.getPath().equals(ConsolePaths.SIGN_OUT)) {
      return pages.redirect(ConsolePaths.SIGN_IN); // There is nothing to carry on with.
    }
    String address = request.getUri().toString();
    if (OriginRules.isSafe(request.getMethodName())) {
      boolean linked = "cross-site".equals(request.getHeaders().get("Sec-Fetch-Site"));
      // A browser keeps the cookie from a link on another site; the same link on our page has it.
      return linked
          ? pages.open(HttpStatus.OK, "signin/again.jte", OriginRules.localPath(address))
          : pages.redirect(
              ConsolePaths.SIGN_IN
                  + "?to="
                  + URLEncoder.encode(OriginRules.localPath(address), UTF_8));
    }
    return form(
        HttpStatus.UNAUTHORIZED,
        new SignInView(
            "/console",
            "",
            "You were signed out meanwhile. Sign in again: nothing that you typed is lost.",
            OriginRules.localPath(address),
            form == null ? "" : form));
  }

  HttpResponse<byte[]> form(HttpStatus status, SignInView view) {
    return pages.open(status, "signin/page.jte", view);
  }

  HttpResponse<byte[]> dialog(HttpStatus status, SignInView view) {
    return pages.open(status, "signin/form.jte", view);
  }

  /** The form that waited, to be sent by the person. */
  HttpResponse<byte[]> carryOn(HttpStatus status, String path, String form) {
    try {
      return pages.open(status, "signin/carry.jte", new Carried(path, Form.parse(form)));
    } catch (IllegalArgumentException e) {
      throw FailureException.invalid(
          "request.invalid", "", "The form that waited is not encoded as forms are.");
    }
  }

  /** A form that waited while its sender signed in. */
  record Carried(String path, Form form) {

    Map<String, List<String>> fields() {
      return form.fields();
    }
  }
}
