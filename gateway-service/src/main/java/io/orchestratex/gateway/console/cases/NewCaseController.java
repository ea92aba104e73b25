package io.orchestratex.gateway.console.cases;

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
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.alert.Alert;
import io.orchestratex.gateway.console.service.alert.AlertApi;
import io.orchestratex.gateway.console.service.alert.Case;
import io.orchestratex.gateway.console.service.alert.CaseApi;
import io.orchestratex.gateway.console.service.identity.UserApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opening a case by hand: {@code new.jte}. */
@Controller(CaseSection.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class NewCaseController {

  private static final int LONGEST_TITLE = 200;

  private final CaseApi api;
  private final UserApi users;
  private final AlertApi alerts;
  private final Pages pages;

  NewCaseController(CaseApi api, UserApi users, AlertApi alerts, Pages pages) {
    this.api = api;
    this.users = users;
    this.alerts = alerts;
    this.pages = pages;
  }

  /**
   * The form as it is filled in.
   *
   * @param alert id of the alert that it is about; empty for none
   */
  record NewView(
      String title,
      String description,
      String severity,
      String priority,
      String assignee,
      String tags,
      String alert,
      People people,
      @Nullable ServiceFault fault) {

    @Nullable String errorOf(String field) {
      return fault == null ? null : NewCaseController.errorOf(fault, field);
    }
  }

  @Get("/new{?alert}")
  HttpResponse<byte[]> form(Visit visit, @Nullable String alert) {
    People people = People.of(users, visit);
    if (alert == null) {
      return pages.page(
          visit,
          "cases/new.jte",
          new NewView("", "", "medium", "medium", "", "", "", people, null));
    }
    Part<Alert> about = Parts.load(visit, () -> alerts.get(visit, alert));
    return pages.part(visit, "cases/new.jte", about.map(found -> about(found, people)));
  }

  private static NewView about(Alert alert, People people) {
    String title =
        alert.message().length() <= LONGEST_TITLE
            ? alert.message()
            : alert.message().substring(0, LONGEST_TITLE - 1) + "…";
    return new NewView(
        title, "", alert.severity(), "medium", people.me(), alert.rule(), alert.id(), people, null);
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> open(Visit visit, Form form) {
    Map<String, Object> body = new HashMap<>();
    body.put("title", form.exact("title"));
    body.put("description", form.exact("description"));
    body.put("severity", form.exact("severity"));
    body.put("priority", form.exact("priority"));
    body.put("tags", Typed.tags(form.exact("tags")));
    String assignee = form.text("assignee");
    if (assignee != null) {
      body.put("assignee", assignee);
    }
    String alert = form.text("alert");
    if (alert != null) {
      body.put("alert_id", alert);
    }
    try {
      Case opened = api.open(visit, body);
      return pages.after(
          new Flash(true, "The case is open."), CaseSection.PATH + "/" + opened.id());
    } catch (ServiceFault e) {
      NewView again =
          new NewView(
              form.exact("title"),
              form.exact("description"),
              form.exact("severity"),
              form.exact("priority"),
              form.exact("assignee"),
              form.exact("tags"),
              form.exact("alert"),
              People.of(users, visit),
              e);
      return pages.page(HttpStatus.valueOf(e.status()), visit, "cases/new.jte", again);
    }
  }

  /** What is wrong with a field or with an element of it, or null. */
  static @Nullable String errorOf(ServiceFault fault, String field) {
    String error = fault.errorOf(field);
    return error != null
        ? error
        : fault.errors().stream()
            .filter(each -> each.pointer().startsWith("/" + field + "/"))
            .map(each -> each.detail())
            .findFirst()
            .orElse(null);
  }
}
