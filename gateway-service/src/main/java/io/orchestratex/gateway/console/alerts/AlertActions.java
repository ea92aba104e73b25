package io.orchestratex.gateway.console.alerts;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Outcome;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Selection;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.alert.Alert;
import io.orchestratex.gateway.console.service.alert.AlertApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What can be done with alerts that were chosen in the table. */
@Controller(AlertSection.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class AlertActions {

  private final AlertApi api;
  private final Parts parts;
  private final Pages pages;

  AlertActions(AlertApi api, Parts parts, Pages pages) {
    this.api = api;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * What is confirmed, with a note where one is needed.
   *
   * @param problem why the note is not accepted
   */
  record BulkView(
      boolean resolves, List<Item> items, String note, @Nullable String problem, String back) {

    static final int NAMED = 20;

    BulkView {
      items = List.copyOf(items);
    }

    String title() {
      String count = items.size() == 1 ? "this alert" : items.size() + " alerts";
      return (resolves ? "Resolve " : "Acknowledge ") + count + "?";
    }

    String action() {
      return AlertSection.PATH + (resolves ? "/resolve" : "/acknowledge");
    }

    List<Item> named() {
      return items.subList(0, Math.min(NAMED, items.size()));
    }

    int unnamed() {
      return items.size() - named().size();
    }
  }

  /** An alert and what it says. */
  record Item(String id, String text) {

    static Item of(Alert alert) {
      return new Item(alert.id(), alert.message());
    }
  }

  /** What was chosen in the table: it is named and counted before anything happens. */
  @Post("/actions")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> actions(Visit visit, Form form) {
    Selection selection =
        Selection.of(form, AlertSection.PATH, AlertListController.filters(List.of()));
    Part<List<Item>> chosen = Parts.load(visit, () -> chosen(visit, selection));
    if (!chosen.isLoaded()) {
      return pages.part(visit, "frame/confirm.jte", chosen);
    }
    List<Item> items = chosen.get();
    String back = selection.query().address();
    if (items.isEmpty() || items.size() > Selection.MOST) {
      String text =
          items.isEmpty()
              ? "Choose at least one alert that has not ended."
              : "These are more than " + Selection.MOST + " alerts. Narrow the filters down first.";
      return pages.after(new Flash(false, text), back);
    }
    boolean resolves = selection.action().equals("resolve");
    return pages.page(visit, "alerts/bulk.jte", new BulkView(resolves, items, "", null, back));
  }

  /** Of all that match those that have not ended: to the others nothing can be done. */
  private List<Item> chosen(Visit visit, Selection selection) {
    if (selection.all()) {
      AlertApi.Filter filter = AlertListController.filter(selection.query());
      return Objects.equals(filter.resolved(), true)
          ? List.of()
          : AlertListController.all(api, visit, filter.resolved(false), Selection.MOST + 1).stream()
              .map(Item::of)
              .toList();
    }
    return named(visit, selection.ids());
  }

  private List<Item> named(Visit visit, List<String> ids) {
    var loading = ids.stream().map(id -> parts.begin(visit, () -> api.get(visit, id))).toList();
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      Part<Alert> alert = loading.get(i).get();
      items.add(alert.isLoaded() ? Item.of(alert.get()) : new Item(ids.get(i), ids.get(i)));
    }
    return items;
  }

  @Post("/acknowledge")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> acknowledge(Visit visit, Form form) {
    return each(visit, form, "Acknowledged", id -> api.acknowledge(visit, id));
  }

  @Post("/resolve")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> resolve(Visit visit, Form form) {
    String note = form.text("note");
    if (note == null) {
      BulkView again =
          new BulkView(
              true,
              items(form),
              form.exact("note"),
              "Say what was done: it is kept with each of them.",
              Pages.local(form.exact("back"), AlertSection.PATH));
      return pages.page(HttpStatus.BAD_REQUEST, visit, "alerts/bulk.jte", again);
    }
    return each(visit, form, "Resolved", id -> api.resolve(visit, id, note));
  }

  /** The confirmed alerts, with what they say as it was shown. */
  private static List<Item> items(Form form) {
    List<String> ids = form.all("id");
    List<String> texts = form.all("text");
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      items.add(new Item(ids.get(i), i < texts.size() ? texts.get(i) : ids.get(i)));
    }
    return items;
  }

  private HttpResponse<byte[]> each(Visit visit, Form form, String verb, Consumer<String> action) {
    List<Outcome.Item> results = new ArrayList<>();
    for (Item item : items(form)) {
      try {
        action.accept(item.id());
        results.add(new Outcome.Item(item.text(), null));
      } catch (ServiceFault e) {
        results.add(new Outcome.Item(item.text(), e.detail()));
      }
    }
    String back = Pages.local(form.exact("back"), AlertSection.PATH);
    Outcome outcome = Outcome.of(verb, "alert", results, back);
    return outcome.failed() == 0
        ? pages.after(new Flash(true, outcome.title() + "."), back)
        : pages.page(visit, "frame/outcome.jte", outcome);
  }
}
