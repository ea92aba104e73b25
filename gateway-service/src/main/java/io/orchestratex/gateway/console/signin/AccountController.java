package io.orchestratex.gateway.console.signin;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.session.ConsoleSession;
import io.orchestratex.gateway.console.session.ConsoleSessions;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;

/** The browsers in which a person is signed in, and how pages look to them. */
@Controller("/console/account")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class AccountController {

  private final ConsoleSessions sessions;
  private final Pages pages;

  AccountController(ConsoleSessions sessions, Pages pages) {
    this.sessions = sessions;
    this.pages = pages;
  }

  /** What the page shows; {@code thisOne} is the browser that asks. */
  record AccountView(List<ConsoleSession> sessions, String thisOne) {}

  @Get
  HttpResponse<byte[]> show(Visit visit) {
    return pages.page(
        visit,
        "signin/account.jte",
        new AccountView(sessions.of(visit.caller().subject()), visit.signedIn().sessionId()));
  }

  @Post("/sign-out")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> signOut(HttpRequest<?> request, Visit visit, Form form) {
    form.all("id")
        .forEach(id -> sessions.end(id, visit.caller(), SignInController.address(request)));
    return pages.after(new Flash(true, "That browser is signed out."), "/console/account");
  }
}
