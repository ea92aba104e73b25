package io.orchestratex.gateway.console.cases;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.alert.Case;
import io.orchestratex.gateway.console.service.alert.CaseApi;
import io.orchestratex.gateway.console.service.identity.UserApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One case, and working on it: {@code detail.jte}. */
@Controller(CaseSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class CaseController {

  private final CaseApi api;
  private final UserApi users;
  private final Parts parts;
  private final Pages pages;

  CaseController(CaseApi api, UserApi users, Parts parts, Pages pages) {
    this.api = api;
    this.users = users;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param shown the version that the person who typed had seen; the current one where nothing was
   *     sent
   * @param fault why what was typed was not accepted
   * @param refusal why this person may not change anything
   */
  record DetailView(
      Case one,
      People people,
      Typed typed,
      long shown,
      @Nullable ServiceFault fault,
      @Nullable String refusal) {

    /** Whether somebody else changed the case after this person saw it. */
    boolean isOvertaken() {
      return fault != null && fault.code().equals("case.version-stale");
    }

    /** What others did meanwhile, as far as the timeline tells it. */
    List<Case.Entry> meanwhile() {
      int changes = Math.toIntExact(Math.min(one.version() - shown, one.timeline().size()));
      return one.timeline()
          .subList(one.timeline().size() - Math.max(0, changes), one.timeline().size());
    }

    /** What is stored now where it differs from what was typed; null where it does not. */
    @Nullable String stored(String field) {
      String stored = typed.was(field);
      return isOvertaken() && !stored.equals(typed.value(field))
          ? field.equals("assignee")
              ? people.name(stored.isEmpty() ? null : stored)
              : CaseViews.word(stored)
          : null;
    }

    /** What is wrong with a field, or with a part of it. */
    @Nullable String errorOf(String field) {
      return fault == null ? null : NewCaseController.errorOf(fault, field);
    }

    /** What is wrong with no single field. */
    @Nullable String problem() {
      return fault == null || isOvertaken() || !fault.errors().isEmpty() ? null : fault.detail();
    }

    List<Case.Entry> newestFirst() {
      return one.timeline().reversed();
    }

    /** What it can become, and what was typed, so that this stays where it cannot. */
    Set<String> statuses() {
      Set<String> statuses = new LinkedHashSet<>(CaseViews.moves(one.status()));
      statuses.add(typed.value("status"));
      return statuses;
    }

    /** The users to choose from; the current one among them, whoever that is. */
    Map<String, String> choices() {
      Map<String, String> choices = new LinkedHashMap<>();
      choices.put("", "nobody");
      people
          .choices()
          .forEach((id, name) -> choices.put(id, id.equals(people.me()) ? name + " (you)" : name));
      for (String id : List.of(typed.value("assignee"), typed.was("assignee"))) {
        choices.putIfAbsent(id, people.name(id));
      }
      return choices;
    }

    @Nullable String takeRefusal() {
      return refusal != null ? refusal : people.me().equals(one.assignee()) ? "It is yours." : null;
    }
  }

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    return show(visit, id, null, 0, null);
  }

  private HttpResponse<byte[]> show(
      Visit visit, String id, @Nullable Typed typed, long shown, @Nullable ServiceFault fault) {
    var knowing = parts.begin(visit, () -> People.of(users, visit));
    Part<Case> found = Parts.load(visit, () -> api.get(visit, id));
    if (!found.isLoaded()) {
      return pages.part(visit, "cases/detail.jte", found);
    }
    Case one = found.get();
    DetailView view =
        new DetailView(
            one,
            knowing.get().get(),
            typed == null ? Typed.of(one) : typed.onto(one),
            typed == null ? one.version() : shown,
            fault,
            pages.refusal(visit, Role.OPERATOR));
    return pages.page(
        fault == null ? HttpStatus.OK : HttpStatus.valueOf(fault.status()),
        visit,
        "cases/detail.jte",
        view);
  }

  /** Changes a case; where somebody else was faster, both changes are shown and none is lost. */
  @Post("/{id}")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> edit(Visit visit, String id, Form form) {
    Typed typed = Typed.of(form);
    Map<String, @Nullable Object> body = typed.body();
    if (body.isEmpty()) {
      return pages.after(new Flash(false, "Nothing was changed."), path(id));
    }
    long version = version(form.text("version"));
    body.put("version", version);
    try {
      api.edit(visit, id, body);
      return pages.after(new Flash(true, "The case is changed."), path(id));
    } catch (ServiceFault e) {
      return show(visit, id, typed, version, e);
    }
  }

  /** Makes a case the person's own, and begins to work on it where nobody does. */
  @Post("/{id}/take{?version}")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> take(Visit visit, String id, @Nullable @QueryValue String version) {
    Map<String, @Nullable Object> body = new HashMap<>();
    body.put("assignee", visit.caller().subject());
    body.put("version", version(version));
    try {
      if (api.get(visit, id).status().equals("open")) {
        body.put("status", "in_progress");
      }
      api.edit(visit, id, body);
      return pages.after(new Flash(true, "The case is yours."), path(id));
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), path(id));
    }
  }

  @Post("/{id}/alerts")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> link(Visit visit, String id, Form form) {
    try {
      api.link(visit, id, Objects.requireNonNullElse(form.text("alert"), ""));
      return pages.after(new Flash(true, "The alert belongs to this case now."), path(id));
    } catch (ServiceFault e) {
      String error = e.errorOf("alert_id");
      String text = error == null ? e.detail() : "What you typed " + error + ".";
      return pages.after(new Flash(false, text), path(id));
    }
  }

  private static long version(@Nullable String text) {
    try {
      return text == null ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String path(String id) {
    return CaseSection.PATH + "/" + id;
  }
}
