package io.orchestratex.gateway.console.rules;

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
import io.orchestratex.gateway.console.service.alert.Alert;
import io.orchestratex.gateway.console.service.alert.AlertApi;
import io.orchestratex.gateway.console.service.alert.Rule;
import io.orchestratex.gateway.console.service.alert.RuleApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One rule: {@code detail.jte}; switching it, and deleting it. */
@Controller(RuleSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class RuleController {

  private static final int OPEN_SHOWN = 50;

  private final RuleApi api;
  private final AlertApi alerts;
  private final Parts parts;
  private final Pages pages;

  RuleController(RuleApi api, AlertApi alerts, Parts parts, Pages pages) {
    this.api = api;
    this.alerts = alerts;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the page shows. */
  record DetailView(Rule rule, Part<Paged<Alert>> open, @Nullable String refusal) {}

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    var open = parts.begin(visit, () -> open(visit, id, OPEN_SHOWN));
    return pages.part(
        visit,
        "rules/detail.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(rule -> new DetailView(rule, open.get(), pages.refusal(visit, Role.OPERATOR))));
  }

  private Paged<Alert> open(Visit visit, String id, int most) {
    return alerts.list(visit, AlertApi.Filter.openOf(id), most, 0);
  }

  @Get("/{id}/delete")
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> confirmDelete(Visit visit, String id) {
    return pages.part(
        visit, "frame/confirm.jte", Parts.load(visit, () -> deletion(visit, api.get(visit, id))));
  }

  private Confirm deletion(Visit visit, Rule rule) {
    return new Confirm(
        "Delete rule " + rule.id() + "?",
        effect(visit, rule) + " What it watches is not watched any more.",
        List.of(rule.id()),
        RuleSection.PATH + "/" + rule.id() + "/delete",
        "Delete",
        true,
        rule.id(),
        null,
        RuleSection.PATH + "/" + rule.id());
  }

  private String effect(Visit visit, Rule rule) {
    long count = open(visit, rule.id(), 1).paging().total();
    return count == 0
        ? "It has no open alerts."
        : count == 1
            ? "It resolves the open alert of this rule."
            : "It resolves the " + count + " open alerts of this rule.";
  }

  @Post("/{id}/delete")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> delete(Visit visit, String id, Form form) {
    if (!id.equals(form.text("typed"))) {
      Part<Confirm> again = Parts.load(visit, () -> deletion(visit, api.get(visit, id)));
      return again.isLoaded()
          ? pages.page(HttpStatus.BAD_REQUEST, visit, "frame/confirm.jte", again.get().refused())
          : pages.part(visit, "frame/confirm.jte", again);
    }
    try {
      api.delete(visit, id);
      return pages.after(new Flash(true, "Rule " + id + " is deleted."), RuleSection.PATH);
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), RuleSection.PATH + "/" + id);
    }
  }

  @Get("/{id}/off")
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> confirmOff(Visit visit, String id) {
    return pages.part(
        visit,
        "frame/confirm.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(rule ->
                new Confirm(
                    "Switch rule " + id + " off?",
                    effect(visit, rule) + " It raises no alerts until it is switched on again.",
                    List.of(id),
                    RuleSection.PATH + "/" + id + "/off",
                    "Switch off",
                    true,
                    null,
                    null,
                    RuleSection.PATH + "/" + id)));
  }

  @Post("/{id}/off")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> off(Visit visit, String id) {
    return turn(visit, id, false);
  }

  @Post("/{id}/on")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> on(Visit visit, String id) {
    return turn(visit, id, true);
  }

  private HttpResponse<byte[]> turn(Visit visit, String id, boolean on) {
    String path = RuleSection.PATH + "/" + id;
    try {
      api.replace(visit, id, RuleForm.of(api.get(visit, id)).switched(on).body());
      return pages.after(new Flash(true, "Rule " + id + " is " + (on ? "on." : "off.")), path);
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), path);
    }
  }
}
