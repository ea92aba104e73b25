package io.orchestratex.gateway.console.events;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Confirm;
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Outcome;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Selection;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.parked.ParkedEventApi;
import io.orchestratex.gateway.console.service.parked.ParkedEventApi.ParkedEvent;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;

/** Sends parked events to their topics again. */
@Controller(ParkedViews.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class ParkedActions {

  private final ParkedEventApi api;
  private final Pages pages;

  ParkedActions(ParkedEventApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  @Post("/{service:[a-z-]+}/{id}/replay")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> replay(Visit visit, String service, String id) {
    try {
      api.replay(visit, service, id);
      return pages.after(
          new Flash(true, "Event " + id + " is sent again. If it fails again, it is parked again."),
          ParkedViews.waiting(service));
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), ParkedViews.waiting(service));
    }
  }

  /** What was chosen in the table: it is named and counted before anything happens. */
  @Post("/{service:[a-z-]+}/actions")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> actions(Visit visit, String service, Form form) {
    Selection selection = Selection.of(form, ParkedViews.path(service), ParkedController.FILTERS);
    Part<List<String>> chosen = Parts.load(visit, () -> chosen(visit, service, selection));
    if (!chosen.isLoaded()) {
      return pages.part(visit, "frame/confirm.jte", chosen);
    }
    List<String> ids = chosen.get();
    String back = selection.query().address();
    if (ids.isEmpty() || ids.size() > Selection.MOST) {
      return pages.after(
          new Flash(
              false,
              ids.isEmpty()
                  ? "Choose at least one event that waits first."
                  : "These are more than "
                      + Selection.MOST
                      + " events. Narrow the filters down first."),
          back);
    }
    return pages.page(visit, "frame/confirm.jte", replay(service, ids, back));
  }

  /** The ids in the order in which the events were parked; of all that match, those that wait. */
  private List<String> chosen(Visit visit, String service, Selection selection) {
    if (!selection.all()) {
      return selection.ids().reversed();
    }
    ParkedEventApi.Filter filter = ParkedController.filter(selection.query());
    String replayed = filter.replayed();
    return ParkedViews.all(
            api,
            visit,
            service,
            new ParkedEventApi.Filter(
                filter.topic(),
                filter.type(),
                filter.reason(),
                replayed == null ? "false" : replayed),
            Selection.MOST + 1)
        .stream()
        .map(ParkedEvent::id)
        .toList()
        .reversed();
  }

  @Post("/{service:[a-z-]+}/replay")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> replayAll(Visit visit, String service, Form form) {
    List<Outcome.Item> items = new ArrayList<>();
    String outage = null;
    for (String id : form.all("id")) {
      String failure = outage == null ? null : "Not tried. " + outage;
      if (outage == null) {
        try {
          api.replay(visit, service, id);
        } catch (ServiceFault e) {
          failure = e.detail();
          // A service that does not answer is not waited for again by each of the others.
          outage = e.isOutage() ? e.detail() : null;
        }
      }
      items.add(new Outcome.Item(id, failure));
    }
    return pages.page(
        visit,
        "frame/outcome.jte",
        Outcome.of("Sent again", "event", items, ParkedViews.waiting(service)));
  }

  private static Confirm replay(String service, List<String> ids, String back) {
    return new Confirm(
        "Replay " + ids.size() + (ids.size() == 1 ? " event?" : " events?"),
        "They are sent to their topics again with their own ids, the oldest first. Who has applied"
            + " one already passes over it; what "
            + service
            + " cannot apply this time either is"
            + " parked again.",
        ids,
        ParkedViews.path(service) + "/replay",
        "Replay",
        false,
        null,
        null,
        Pages.local(back, ParkedViews.PATH));
  }
}
