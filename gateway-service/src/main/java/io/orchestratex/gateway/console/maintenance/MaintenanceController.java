package io.orchestratex.gateway.console.maintenance;

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
import io.orchestratex.gateway.console.service.backup.MaintenanceApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which services take no changes, and the forms that begin and end that: {@code page.jte}. */
@Controller(MaintenanceSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class MaintenanceController {

  private static final String MINUTES = "60";

  private final MaintenanceApi api;
  private final Pages pages;

  MaintenanceController(MaintenanceApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  /**
   * What was typed.
   *
   * @param problem why it is not accepted; null while nothing is wrong
   */
  record Typed(List<String> services, String minutes, String reason, @Nullable String problem) {
    Typed {
      services = List.copyOf(services);
    }
  }

  /**
   * What the page shows.
   *
   * @param refusal why the person may not switch it; null when they may
   */
  record PageView(Part<MaintenanceApi.Status> status, Typed typed, @Nullable String refusal) {}

  @Get
  HttpResponse<byte[]> show(Visit visit) {
    return show(visit, HttpStatus.OK, new Typed(List.of(), MINUTES, "", null));
  }

  private HttpResponse<byte[]> show(Visit visit, HttpStatus status, Typed typed) {
    return pages.page(
        status,
        visit,
        "maintenance/page.jte",
        new PageView(
            Parts.load(visit, () -> api.get(visit)), typed, pages.refusal(visit, Role.OPERATOR)));
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> begin(Visit visit, Form form) {
    List<String> services = form.all("service");
    String minutes = form.exact("minutes").strip();
    if (!minutes.matches("\\d{1,4}")) {
      return again(visit, HttpStatus.BAD_REQUEST, form, "Write how many minutes, 1 to 1440.");
    }
    try {
      api.declare(visit, services, Integer.valueOf(minutes), form.text("reason"));
    } catch (ServiceFault e) {
      return again(
          visit,
          HttpStatus.valueOf(e.status()),
          form,
          e.errors().isEmpty() ? e.detail() : String.join("; ", e.errorTexts()));
    }
    return pages.after(
        new Flash(
            true,
            (services.isEmpty() ? "The services take" : String.join(", ", services) + " take")
                + " no changes for "
                + minutes
                + " min, or until you end it."),
        MaintenanceSection.PATH);
  }

  private HttpResponse<byte[]> again(Visit visit, HttpStatus status, Form form, String problem) {
    return show(
        visit,
        status,
        new Typed(form.all("service"), form.exact("minutes"), form.exact("reason"), problem));
  }

  @Post("/end")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> end(Visit visit) {
    try {
      api.end(visit);
      return pages.after(
          new Flash(true, "What was switched on by hand has ended."), MaintenanceSection.PATH);
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), MaintenanceSection.PATH);
    }
  }
}
