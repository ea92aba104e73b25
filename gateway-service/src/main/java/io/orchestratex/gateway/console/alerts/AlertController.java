package io.orchestratex.gateway.console.alerts;

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
import io.orchestratex.gateway.console.frame.Chart;
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.alert.Alert;
import io.orchestratex.gateway.console.service.alert.AlertApi;
import io.orchestratex.gateway.console.service.alert.CaseApi;
import io.orchestratex.gateway.console.service.alert.DeliveryApi;
import io.orchestratex.gateway.console.service.alert.DeliveryApi.Delivery;
import io.orchestratex.gateway.console.service.alert.RuleApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One alert: {@code detail.jte}. */
@Controller(AlertSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class AlertController {

  private static final int DELIVERIES = 50;

  private final AlertApi api;
  private final RuleApi rules;
  private final DeliveryApi deliveries;
  private final CaseApi cases;
  private final Parts parts;
  private final Pages pages;

  AlertController(
      AlertApi api,
      RuleApi rules,
      DeliveryApi deliveries,
      CaseApi cases,
      Parts parts,
      Pages pages) {
    this.api = api;
    this.rules = rules;
    this.deliveries = deliveries;
    this.cases = cases;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * What was typed, and why it was not accepted.
   *
   * @param fault null while nothing was sent
   */
  record Typed(String note, @Nullable ServiceFault fault) {

    static final Typed NOTHING = new Typed("", null);

    @Nullable String problem() {
      String error = fault == null ? null : fault.errorOf("resolution");
      return error != null ? "The note " + error + "." : fault == null ? null : fault.detail();
    }
  }

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    return show(visit, id, Typed.NOTHING);
  }

  private HttpResponse<byte[]> show(Visit visit, String id, Typed typed) {
    var sent =
        parts.begin(
            visit, () -> deliveries.list(visit, DeliveryApi.Filter.about(id), DELIVERIES, 0));
    var webhook = parts.begin(visit, () -> deliveries.hasWebhook(visit));
    Part<Alert> alert = Parts.load(visit, () -> api.get(visit, id));
    if (!alert.isLoaded()) {
      return pages.part(visit, "alerts/detail.jte", alert);
    }
    var titled = parts.begin(visit, () -> caseTitle(visit, alert.get().caseId()));
    Part<Chart> evidence = evidence(visit, alert.get());
    Part<Paged<Delivery>> found = sent.get();
    Part<Boolean> hasWebhook = webhook.get();
    DetailView view =
        new DetailView(
            alert.get(),
            titled.get().or(String.valueOf(alert.get().caseId())),
            evidence,
            found.map(Paged::items),
            !hasWebhook.isLoaded() || hasWebhook.get(),
            typed,
            pages.refusal(visit, Role.OPERATOR));
    ServiceFault fault = typed.fault();
    return pages.page(
        fault == null ? HttpStatus.OK : HttpStatus.valueOf(fault.status()),
        visit,
        "alerts/detail.jte",
        view);
  }

  private String caseTitle(Visit visit, @Nullable String id) {
    return id == null ? "none" : cases.get(visit, id).title();
  }

  private Part<Chart> evidence(Visit visit, Alert alert) {
    try {
      Chart chart = Evidence.of(api, visit, alert, rules.get(visit, alert.rule()));
      return chart != null
          ? Part.loaded(chart)
          : Part.absent(
              Picture.empty(
                  "Not raised by samples",
                  "An event or a silence raised it, so there is no line to draw.",
                  null,
                  null));
    } catch (ServiceFault e) {
      return Part.absent(
          e.status() == 404
              ? Picture.empty(
                  "Its rule is gone",
                  "Rule " + alert.rule() + " was deleted, and with it what it watched.",
                  null,
                  null)
              : Picture.of(e.status(), e.detail(), e.traceId(), visit.address()));
    }
  }

  /** Ends it; what was typed stays where that is refused. */
  @Post("/{id}")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> resolve(Visit visit, String id, Form form) {
    try {
      api.resolve(visit, id, Objects.requireNonNullElse(form.text("note"), ""));
      return pages.after(new Flash(true, "The alert is resolved."), path(id));
    } catch (ServiceFault e) {
      return show(visit, id, new Typed(form.exact("note"), e));
    }
  }

  @Post("/{id}/acknowledge")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> acknowledge(Visit visit, String id) {
    return done(id, () -> api.acknowledge(visit, id), "You work on this alert now.");
  }

  @Post("/{id}/accept")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> accept(Visit visit, String id) {
    return done(
        id, () -> api.accept(visit, id), "Accepted: what is measured now is the new normal.");
  }

  private HttpResponse<byte[]> done(String id, Runnable action, String text) {
    try {
      action.run();
      return pages.after(new Flash(true, text), path(id));
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), path(id));
    }
  }

  private static String path(String id) {
    return AlertSection.PATH + "/" + id;
  }
}
