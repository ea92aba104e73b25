package io.orchestratex.gateway.console.schedules;

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
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.schedule.Schedule;
import io.orchestratex.gateway.console.service.schedule.ScheduleApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What can be done with schedules that there are. */
@Controller(ScheduleSection.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class ScheduleActions {

  private final ScheduleApi api;
  private final Pages pages;

  ScheduleActions(ScheduleApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  @Post("/{id}/run")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> run(Visit visit, String id) {
    try {
      Schedule.Run run = api.run(visit, id);
      boolean ordered = run.outcome().equals("ordered");
      return pages.after(
          new Flash(
              ordered,
              ordered
                  ? "Schedule " + id + " ordered job " + run.job() + "."
                  : "Schedule " + id + " ordered nothing: " + run.detail()),
          page(id));
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), page(id));
    }
  }

  @Post("/{id}/pause")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> pause(Visit visit, String id) {
    return done(
        () -> api.pause(visit, id),
        "Schedule " + id + " is paused; what becomes due meanwhile is skipped.",
        page(id));
  }

  @Post("/{id}/resume")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> resume(Visit visit, String id) {
    return done(
        () -> api.resume(visit, id), "Schedule " + id + " is not paused any more.", page(id));
  }

  @Get("/pause")
  HttpResponse<byte[]> confirmPauseAll(Visit visit) {
    return pages.part(
        visit,
        "frame/confirm.jte",
        Parts.load(visit, () -> api.all(visit)).map(ScheduleActions::pausingAll));
  }

  @Post("/pause")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> pauseAll(Visit visit) {
    return done(
        () -> api.pauseAll(visit),
        "All schedules are paused: nothing is ordered until they are resumed.",
        ScheduleSection.PATH);
  }

  @Post("/resume")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> resumeAll(Visit visit) {
    return done(
        () -> api.resumeAll(visit),
        "The pause of all schedules has ended; those paused by themselves stay so.",
        ScheduleSection.PATH);
  }

  private HttpResponse<byte[]> done(Runnable action, String text, String path) {
    try {
      action.run();
      return pages.after(new Flash(true, text), path);
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), path);
    }
  }

  @Get("/{id}/delete")
  HttpResponse<byte[]> confirmDelete(Visit visit, String id) {
    return pages.part(
        visit,
        "frame/confirm.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(schedule -> deletion(List.of(schedule.id()), page(id))));
  }

  /** What was chosen in the table; what loses something is confirmed first. */
  @Post("/actions")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> actions(Visit visit, Form form) {
    Selection selection = ScheduleListController.selection(form);
    Part<List<String>> chosen =
        Parts.load(visit, () -> ScheduleListController.chosen(api, visit, selection));
    if (!chosen.isLoaded()) {
      return pages.part(visit, "frame/confirm.jte", chosen);
    }
    List<String> ids = chosen.get();
    String back = selection.query().address();
    if (ids.isEmpty()) {
      return pages.after(new Flash(false, "Choose at least one schedule first."), back);
    }
    return pages.page(
        visit,
        "frame/confirm.jte",
        switch (selection.action()) {
          case "delete" -> deletion(ids, back);
          case "run" -> question("Run", ids, "Each orders now what a due time would order.", back);
          case "resume" ->
              question(
                  "Resume",
                  ids,
                  (ids.size() == 1 ? "It is" : "They are") + " due again from now on.",
                  back);
          default -> question("Pause", ids, "What becomes due meanwhile is skipped.", back);
        });
  }

  @Post("/each/{verb}")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> each(Visit visit, String verb, Form form) {
    List<String> ids = form.all("id");
    String back = Pages.local(form.text("back"), ScheduleSection.PATH);
    return switch (verb) {
      case "delete" -> {
        Confirm confirm = deletion(ids, back);
        yield confirm.isConfirmedBy(form)
            ? each(visit, ids, "Deleted", ScheduleSection.PATH, id -> api.delete(visit, id))
            : pages.page(HttpStatus.BAD_REQUEST, visit, "frame/confirm.jte", confirm.refused());
      }
      case "run" -> each(visit, ids, "Ran", back, id -> api.run(visit, id));
      case "resume" -> each(visit, ids, "Resumed", back, id -> api.resume(visit, id));
      default -> each(visit, ids, "Paused", back, id -> api.pause(visit, id));
    };
  }

  private HttpResponse<byte[]> each(
      Visit visit, List<String> ids, String verb, String back, Consumer<String> action) {
    List<Outcome.Item> items = new ArrayList<>();
    for (String id : ids) {
      try {
        action.accept(id);
        items.add(new Outcome.Item(id, null));
      } catch (ServiceFault e) {
        items.add(new Outcome.Item(id, e.detail()));
      }
    }
    Outcome outcome = Outcome.of(verb, "schedule", items, back);
    return items.size() == 1 && outcome.failed() == 0
        ? pages.after(new Flash(true, outcome.title() + "."), back)
        : pages.page(visit, "frame/outcome.jte", outcome);
  }

  private static Confirm pausingAll(List<Schedule> all) {
    return new Confirm(
        "Pause all schedules?",
        "Nothing is ordered until they are resumed, not by schedules that are made meanwhile either;"
            + " what becomes due is skipped. No backup is taken by schedule meanwhile.",
        all.stream().map(Schedule::id).toList(),
        ScheduleSection.PATH + "/pause",
        "Pause all",
        true,
        null,
        null,
        ScheduleSection.PATH);
  }

  private static Confirm question(String verb, List<String> ids, String effect, String back) {
    return new Confirm(
        verb + " " + named(ids) + "?",
        effect,
        ids,
        ScheduleSection.PATH + "/each/" + verb.toLowerCase(Locale.ROOT),
        verb,
        false,
        null,
        null,
        Pages.local(back, ScheduleSection.PATH));
  }

  private static Confirm deletion(List<String> ids, String back) {
    return new Confirm(
        "Delete " + named(ids) + "?",
        "With its history. The jobs that it ordered stay, such as backups; nothing is ordered by it"
            + " any more. A schedule that the settings of a service define can only be paused.",
        ids,
        ScheduleSection.PATH + "/each/delete",
        "Delete",
        true,
        ids.size() == 1 ? ids.getFirst() : "delete " + ids.size() + " schedules",
        null,
        Pages.local(back, ScheduleSection.PATH));
  }

  private static String named(List<String> ids) {
    return ids.size() == 1 ? "schedule " + ids.getFirst() : ids.size() + " schedules";
  }

  static String page(String id) {
    return ScheduleSection.PATH + "/" + id;
  }
}
