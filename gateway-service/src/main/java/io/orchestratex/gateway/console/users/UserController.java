package io.orchestratex.gateway.console.users;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Confirm;
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.identity.ApiKeyApi;
import io.orchestratex.gateway.console.service.identity.SignInApi;
import io.orchestratex.gateway.console.service.identity.UserApi;
import io.orchestratex.gateway.console.session.ConsoleSession;
import io.orchestratex.gateway.console.session.ConsoleSessions;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One user: {@code detail.jte}, and what an admin changes there. */
@Controller(UserSection.PATH)
@RolesAllowed(Role.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class UserController {

  private static final int ATTEMPTS = 10;
  private static final int KEYS = 100;

  private final UserApi api;
  private final ApiKeyApi keys;
  private final SignInApi attempts;
  private final ConsoleSessions sessions;
  private final Parts parts;
  private final Pages pages;

  UserController(
      UserApi api,
      ApiKeyApi keys,
      SignInApi attempts,
      ConsoleSessions sessions,
      Parts parts,
      Pages pages) {
    this.api = api;
    this.keys = keys;
    this.attempts = attempts;
    this.sessions = sessions;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param attempts the latest ones
   * @param self whether it is the admin who looks
   * @param mistake why one of the page's forms was refused
   */
  record DetailView(
      UserApi.User user,
      List<ConsoleSession> sessions,
      Part<Paged<ApiKeyApi.ApiKey>> keys,
      Part<Paged<SignInApi.Attempt>> attempts,
      boolean self,
      @Nullable Mistake mistake) {

    /** Why the form of a field was refused; null when it was not. */
    @Nullable String problem(String field) {
      return mistake == null || !mistake.field().equals(field) ? null : mistake.text();
    }

    /** The roles that are ticked: those that were refused, else those that the user has. */
    List<String> ticked() {
      return mistake != null && mistake.field().equals("roles") ? mistake.values() : user.roles();
    }

    /** The address in its field: the one that was refused, else the user's. */
    String typedEmail() {
      if (mistake != null && mistake.field().equals("email")) {
        return mistake.values().getFirst();
      }
      return user.email() == null ? "" : user.email();
    }
  }

  /**
   * A form that was refused.
   *
   * @param values what was sent; never a password
   */
  record Mistake(String field, String text, List<String> values) {}

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    return page(HttpStatus.OK, visit, id, null);
  }

  private HttpResponse<byte[]> page(
      HttpStatus status, Visit visit, String id, @Nullable Mistake mistake) {
    Part<UserApi.User> user = Parts.load(visit, () -> api.get(visit, id));
    if (!user.isLoaded()) {
      return pages.part(visit, "users/detail.jte", user);
    }
    String userId = user.get().id();
    var itsKeys = parts.begin(visit, () -> keys.list(visit, userId, KEYS, 0));
    var latest =
        parts.begin(visit, () -> attempts.list(visit, SignInApi.Filter.of(userId), ATTEMPTS, 0));
    return pages.page(
        status,
        visit,
        "users/detail.jte",
        new DetailView(
            user.get(),
            sessions.of(userId),
            itsKeys.get(),
            latest.get(),
            userId.equals(visit.caller().subject()),
            mistake));
  }

  @Post("/{id}/roles")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> roles(Visit visit, String id, Form form) {
    List<String> wanted = form.all("role");
    return change(visit, id, "roles", wanted, wanted, "has these roles now");
  }

  @Post("/{id}/email")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> email(Visit visit, String id, Form form) {
    String wanted = form.exact("email").strip();
    return change(visit, id, "email", wanted, List.of(wanted), "has this e-mail address now");
  }

  @Post("/{id}/password")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> password(Visit visit, String id, Form form) {
    return change(
        visit,
        id,
        "password",
        form.exact("password"),
        List.of(),
        "has the new password and is signed out everywhere");
  }

  private HttpResponse<byte[]> change(
      Visit visit, String id, String field, Object value, List<String> sent, String done) {
    try {
      UserApi.User user = api.change(visit, id, Map.of(field, value));
      return pages.after(
          new Flash(true, user.username() + " " + done + "."), UserViews.path(user.id()));
    } catch (ServiceFault e) {
      return page(
          HttpStatus.valueOf(e.status()), visit, id, new Mistake(field, text(e, field), sent));
    }
  }

  private static String text(ServiceFault fault, String field) {
    String error = fault.errorOf(field);
    return error == null ? fault.detail() : "It " + error + ".";
  }

  @Post("/{id}/enable")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> enable(Visit visit, String id) {
    return enabled(visit, id, true, " may sign in again.");
  }

  @Post("/{id}/disable")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> disable(Visit visit, String id) {
    return enabled(visit, id, false, " is signed out everywhere and may not sign in.");
  }

  private HttpResponse<byte[]> enabled(Visit visit, String id, boolean enabled, String done) {
    try {
      UserApi.User user = api.change(visit, id, Map.of("enabled", enabled));
      return pages.after(new Flash(true, user.username() + done), UserViews.path(id));
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), UserViews.path(id));
    }
  }

  /** Signs browsers of the user out. */
  @Post("/{id}/sign-out")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> signOut(HttpRequest<?> request, Visit visit, String id, Form form) {
    String address = request.getRemoteAddress().getAddress().getHostAddress();
    form.all("session").forEach(session -> sessions.endOf(id, session, address));
    return pages.after(new Flash(true, "That browser is signed out."), UserViews.path(id));
  }

  @Get("/{id}/delete")
  HttpResponse<byte[]> confirmDelete(Visit visit, String id) {
    return pages.part(
        visit,
        "frame/confirm.jte",
        Parts.load(visit, () -> api.get(visit, id)).map(UserController::deletion));
  }

  @Post("/{id}/delete")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> delete(Visit visit, String id, Form form) {
    Part<Confirm> asked = Parts.load(visit, () -> api.get(visit, id)).map(UserController::deletion);
    if (!asked.isLoaded()) {
      return pages.part(visit, "frame/confirm.jte", asked);
    }
    Confirm confirm = asked.get();
    if (!confirm.isConfirmedBy(form)) {
      return pages.page(HttpStatus.BAD_REQUEST, visit, "frame/confirm.jte", confirm.refused());
    }
    try {
      api.remove(visit, id);
      return pages.after(
          new Flash(true, "User " + confirm.items().getFirst() + " is deleted."), UserSection.PATH);
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), UserViews.path(id));
    }
  }

  private static Confirm deletion(UserApi.User user) {
    String path = UserViews.path(user.id());
    return new Confirm(
        "Delete user " + user.username() + "?",
        "The user is signed out everywhere, and their API keys stop working at once. That cannot be"
            + " undone. What they made stays. To only keep them out for a while, disable them.",
        List.of(user.username()),
        path + "/delete",
        "Delete",
        true,
        user.username(),
        null,
        path);
  }
}
