package io.orchestratex.gateway.console.users;

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
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.identity.UserApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The form that adds a user: {@code new.jte}. */
@Controller(UserSection.PATH)
@RolesAllowed(Role.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class NewUserController {

  private final UserApi api;
  private final Pages pages;

  NewUserController(UserApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  /** What the form shows: what was typed, except for the password, and why it was refused. */
  record NewView(String name, String email, List<String> roles, @Nullable ServiceFault fault) {

    /** What is wrong with a field; null when nothing is. */
    @Nullable String errorOf(String field) {
      return fault == null ? null : fault.errorOf(field);
    }
  }

  @Get("/new")
  HttpResponse<byte[]> form(Visit visit) {
    return pages.page(visit, "users/new.jte", new NewView("", "", List.of(), null));
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> add(Visit visit, Form form) {
    try {
      UserApi.User user =
          api.add(
              visit,
              form.exact("username"),
              form.text("email"),
              form.exact("password"),
              form.all("role"));
      return pages.after(
          new Flash(true, "User " + user.username() + " may sign in."), UserViews.path(user.id()));
    } catch (ServiceFault e) {
      return pages.page(
          HttpStatus.valueOf(e.status()),
          visit,
          "users/new.jte",
          new NewView(form.exact("username"), form.exact("email"), form.all("role"), e));
    }
  }
}
