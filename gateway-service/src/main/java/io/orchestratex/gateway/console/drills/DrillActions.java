package io.orchestratex.gateway.console.drills;

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
import io.orchestratex.gateway.console.service.backup.Drill;
import io.orchestratex.gateway.console.service.backup.DrillApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ordering a drill, {@code new.jte}, which shows its plan first, and cancelling one. */
@Controller(DrillSection.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class DrillActions {

  private final DrillApi api;
  private final Pages pages;

  DrillActions(DrillApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  /**
   * What the form shows.
   *
   * @param backup the one that was asked for; empty for the newest good one
   * @param plan what would be done, as things are
   * @param target the one that was asked for; empty for all of the backup
   * @param vault the only vault to read it from; empty for the first that has it
   */
  record NewView(
      String backup,
      String target,
      String vault,
      Part<Drill.Plan> plan,
      String key,
      @Nullable ServiceFault fault) {}

  @Get("/new{?backup,target,vault}")
  HttpResponse<byte[]> form(
      Visit visit, @Nullable String backup, @Nullable String target, @Nullable String vault) {
    return form(
        visit,
        HttpStatus.OK,
        backup == null ? "" : backup.strip(),
        target == null ? "" : target.strip(),
        vault == null ? "" : vault.strip(),
        UUID.randomUUID().toString(),
        null);
  }

  private HttpResponse<byte[]> form(
      Visit visit,
      HttpStatus status,
      String backup,
      String target,
      String vault,
      String key,
      @Nullable ServiceFault fault) {
    Part<Drill.Plan> plan =
        Parts.load(
            visit,
            () ->
                api.plan(
                    visit,
                    new DrillApi.Wanted(
                        backup.isEmpty() ? null : backup,
                        target.isEmpty() ? List.of() : List.of(target),
                        vault.isEmpty() ? null : vault)));
    return pages.page(
        status, visit, "drills/new.jte", new NewView(backup, target, vault, plan, key, fault));
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> order(Visit visit, Form form) {
    try {
      Drill drill =
          api.order(
              visit,
              new DrillApi.Wanted(form.text("backup"), form.all("target"), form.text("vault")),
              form.text("key"));
      return pages.after(
          new Flash(true, "Drill " + drill.id() + " is ordered."),
          DrillSection.PATH + "/" + drill.id());
    } catch (ServiceFault e) {
      return form(
          visit,
          HttpStatus.valueOf(e.status()),
          form.exact("backup"),
          form.all("target").size() == 1 ? form.all("target").getFirst() : "",
          form.exact("vault"),
          form.exact("key"),
          e);
    }
  }

  @Post("/{id}/cancel")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> cancel(Visit visit, String id) {
    String path = DrillSection.PATH + "/" + id;
    try {
      api.cancel(visit, id);
      return pages.after(new Flash(true, "Drill " + id + " is being cancelled."), path);
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), path);
    }
  }
}
