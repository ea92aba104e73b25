package io.orchestratex.gateway.console.schedules;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Csv;
import io.orchestratex.gateway.console.frame.Filter;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Selection;
import io.orchestratex.gateway.console.frame.Table;
import io.orchestratex.gateway.console.frame.Table.Column;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.schedule.Schedule;
import io.orchestratex.gateway.console.service.schedule.ScheduleApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All schedules: {@code list.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class ScheduleListController {

  private static final int SECONDS = 10;

  static final List<Filter> FILTERS =
      List.of(
          new Filter.Choice(
              "state",
              "State",
              List.of(
                  new Filter.Option("active", "active"),
                  new Filter.Option("paused", "paused"),
                  new Filter.Option("all_paused", "all are paused"))),
          new Filter.Text("name", "Name", "part of its name"));

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Schedule"),
          Column.of("State"),
          Column.of("When"),
          Column.of("Next run"),
          Column.of("Last run"),
          Column.of("Result"),
          Column.of("Orders"));

  private final ScheduleApi api;
  private final Pages pages;

  ScheduleListController(ScheduleApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  /** What the page shows. */
  record ListView(
      Table table, List<Schedule> schedules, boolean allPaused, @Nullable String refusal) {}

  @Get("/schedules")
  HttpResponse<byte[]> list(Visit visit) {
    TableQuery query = TableQuery.of(visit, ScheduleSection.PATH, FILTERS, List.of());
    Part<List<Schedule>> found = Parts.load(visit, () -> api.all(visit));
    List<Schedule> all = found.isLoaded() ? found.get() : List.of();
    List<Schedule> matching = matching(all, query);
    List<Schedule> shown = matching.stream().skip(query.offset()).limit(query.size()).toList();
    String refusal = pages.refusal(visit, Role.OPERATOR);
    Table table =
        new Table(
            query,
            "schedule",
            "backup",
            SECONDS,
            matching.size(),
            shown.size(),
            COLUMNS,
            List.of(
                new Table.Action("run", "Run now", false, refusal),
                new Table.Action("pause", "Pause", false, refusal),
                new Table.Action("resume", "Resume", false, refusal),
                new Table.Action("delete", "Delete…", true, refusal)),
            ScheduleSection.PATH + "/actions",
            found.isLoaded() ? empty(query, shown, matching, refusal == null) : found.picture());
    return pages.page(
        visit,
        "schedules/list.jte",
        new ListView(
            table,
            shown,
            all.stream().anyMatch(each -> each.state().equals("all_paused")),
            refusal));
  }

  @Get("/schedules.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    Csv csv =
        new Csv(
            "id",
            "state",
            "action",
            "cron",
            "zone",
            "next_due",
            "last_due",
            "result",
            "missed",
            "created_by",
            "created_at");
    TableQuery query = TableQuery.of(visit, ScheduleSection.PATH, FILTERS, List.of());
    for (Schedule schedule : matching(api.all(visit), query)) {
      Schedule.Run last = schedule.last();
      csv.row(
          schedule.id(),
          schedule.state(),
          schedule.action(),
          schedule.cron(),
          schedule.zone(),
          schedule.next(),
          last == null ? null : last.dueAt(),
          last == null ? null : last.result(),
          schedule.missed(),
          schedule.createdBy(),
          schedule.createdAt());
    }
    return csv.response("schedules.csv");
  }

  /** The ids that a person chose. */
  static List<String> chosen(ScheduleApi api, Visit visit, Selection selection) {
    return selection.all()
        ? matching(api.all(visit), selection.query()).stream().map(Schedule::id).toList()
        : selection.ids();
  }

  static Selection selection(Form form) {
    return Selection.of(form, ScheduleSection.PATH, FILTERS);
  }

  private static List<Schedule> matching(List<Schedule> all, TableQuery query) {
    String state = query.value("state");
    String name = query.value("name");
    return all.stream()
        .filter(each -> state == null || each.state().equals(state))
        .filter(each -> name == null || each.id().contains(name))
        .toList();
  }

  private static @Nullable Picture empty(
      TableQuery query, List<Schedule> shown, List<Schedule> matching, boolean mayCreate) {
    if (!shown.isEmpty()) {
      return null;
    }
    if (!matching.isEmpty()) {
      return Picture.empty(
          "No more schedules",
          "The list has fewer pages now.",
          "To the first page",
          query.address(1));
    }
    return query.isFiltered()
        ? Picture.empty(
            "No schedule matches",
            "None of all schedules has these values.",
            "Show all schedules",
            query.unfiltered())
        : Picture.empty(
            "No schedules yet",
            "A schedule orders the same again and again, such as a backup each night.",
            mayCreate ? "New schedule" : null,
            mayCreate ? ScheduleSection.PATH + "/new" : null);
  }
}
