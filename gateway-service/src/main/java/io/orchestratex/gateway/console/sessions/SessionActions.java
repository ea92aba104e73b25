package io.orchestratex.gateway.console.sessions;

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
import io.orchestratex.gateway.console.frame.Outcome;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Selection;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.AllPages;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.gateway.console.service.session.Session;
import io.orchestratex.gateway.console.service.session.SessionApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Ending and deleting sessions, one or many, after a confirmation. */
@Controller(SessionSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class SessionActions {

  private final SessionApi api;
  private final Owners owners;
  private final Pages pages;

  SessionActions(SessionApi api, Owners owners, Pages pages) {
    this.api = api;
    this.owners = owners;
    this.pages = pages;
  }

  @Get("/{id}/end")
  HttpResponse<byte[]> confirmEnd(Visit visit, String id) {
    return pages.part(
        visit,
        "frame/confirm.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(session ->
                ending(
                    List.of(session.id()),
                    "End session “" + session.title() + "”?",
                    SessionViews.path(id))));
  }

  @Get("/{id}/delete")
  HttpResponse<byte[]> confirmDelete(Visit visit, String id) {
    return pages.part(
        visit,
        "frame/confirm.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(session ->
                deletion(
                    List.of(session.id()),
                    "Delete session “" + session.title() + "”?",
                    SessionViews.path(id))));
  }

  /** What was chosen in the table: it is named and counted before anything happens. */
  @Post("/actions")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> actions(Visit visit, Form form) {
    Selection selection =
        Selection.of(
            form,
            SessionSection.PATH,
            SessionListController.filters(owners.names(visit), form.text("f.user_id")));
    Part<List<String>> chosen = Parts.load(visit, () -> chosen(visit, selection));
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
                  ? "Choose at least one session first."
                  : "These are more than "
                      + Selection.MOST
                      + " sessions. Narrow the filters down first."),
          back);
    }
    return pages.page(
        visit,
        "frame/confirm.jte",
        selection.action().equals("delete")
            ? deletion(ids, "Delete " + sessions(ids) + "?", back)
            : ending(ids, "End " + sessions(ids) + "?", back));
  }

  private List<String> chosen(Visit visit, Selection selection) {
    return selection.all()
        ? AllPages.of(
                Selection.MOST + 1,
                (limit, offset) ->
                    api.list(visit, SessionListController.filter(selection.query()), limit, offset))
            .stream()
            .map(Session::id)
            .toList()
        : selection.ids();
  }

  @Post("/end")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> end(Visit visit, Form form) {
    return each(visit, form.all("id"), "Ended", id -> api.end(visit, id), form.exact("back"));
  }

  @Post("/delete")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> delete(Visit visit, Form form) {
    List<String> ids = form.all("id");
    Confirm confirm = deletion(ids, "Delete " + sessions(ids) + "?", form.exact("back"));
    return confirm.isConfirmedBy(form)
        ? each(visit, ids, "Deleted", id -> api.delete(visit, id), SessionSection.PATH)
        : pages.page(HttpStatus.BAD_REQUEST, visit, "frame/confirm.jte", confirm.refused());
  }

  private HttpResponse<byte[]> each(
      Visit visit, List<String> ids, String verb, Consumer<String> action, String back) {
    List<Outcome.Item> items = new ArrayList<>();
    for (String id : ids) {
      try {
        action.accept(id);
        items.add(new Outcome.Item(id, null));
      } catch (ServiceFault e) {
        items.add(new Outcome.Item(id, e.detail()));
      }
    }
    Outcome outcome = Outcome.of(verb, "session", items, SessionSection.PATH);
    return outcome.failed() == 0
        ? pages.after(
            new Flash(true, outcome.title() + "."), Pages.local(back, SessionSection.PATH))
        : pages.page(visit, "frame/outcome.jte", outcome);
  }

  private static String sessions(List<String> ids) {
    return ids.size() == 1 ? "session " + ids.getFirst() : ids.size() + " sessions";
  }

  private static Confirm ending(List<String> ids, String question, String back) {
    return new Confirm(
        question,
        "It takes no more threads and prompts and stays readable. An answer that is under way is"
            + " finished. A session cannot be opened again.",
        ids,
        SessionSection.PATH + "/end",
        "End",
        false,
        null,
        null,
        Pages.local(back, SessionSection.PATH));
  }

  private static Confirm deletion(List<String> ids, String question, String back) {
    return new Confirm(
        question,
        "Its threads, prompts and answers are deleted with it and cannot be brought back.",
        ids,
        SessionSection.PATH + "/delete",
        "Delete",
        true,
        ids.size() == 1 ? ids.getFirst() : "delete " + ids.size() + " sessions",
        null,
        Pages.local(back, SessionSection.PATH));
  }
}
