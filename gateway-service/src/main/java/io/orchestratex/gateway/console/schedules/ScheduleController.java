package io.orchestratex.gateway.console.schedules;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Csv;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Table;
import io.orchestratex.gateway.console.frame.Table.Column;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.schedule.Schedule;
import io.orchestratex.gateway.console.service.schedule.ScheduleApi;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One schedule with what came of it: {@code detail.jte} and {@code history.jte}. */
@Controller(ScheduleSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class ScheduleController {

  private static final int LATEST = 10;
  private static final int SECONDS = 10;
  private static final int CHUNK = 100;
  private static final int CSV_ROWS = 5_000;

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Due"),
          Column.of("Cause"),
          Column.of("Result"),
          Column.of("Job"),
          Column.number("Due times"),
          Column.of("Reason"));

  private final ScheduleApi api;
  private final Owners owners;
  private final Parts parts;
  private final Pages pages;

  ScheduleController(ScheduleApi api, Owners owners, Parts parts, Pages pages) {
    this.api = api;
    this.owners = owners;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param by who made it
   * @param refusal why this person may not change anything
   */
  record DetailView(
      Schedule schedule,
      String by,
      Timing timing,
      Part<Paged<Schedule.Run>> history,
      @Nullable String refusal) {

    @Nullable String deleteRefusal() {
      return refusal == null && schedule.declared()
          ? "The settings of the service define it; it can only be paused."
          : refusal;
    }

    /** Its settings without those that the page names. */
    List<String> settings() {
      return schedule.settings().entrySet().stream()
          .map(each -> each.getKey() + ": " + each.getValue())
          .sorted()
          .toList();
    }
  }

  /** All that came of it. */
  record HistoryView(Schedule schedule, Table table, List<Schedule.Run> runs) {}

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    var history = parts.begin(visit, () -> api.history(visit, id, LATEST, 0));
    return pages.part(
        visit,
        "schedules/detail.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(schedule ->
                new DetailView(
                    schedule,
                    schedule.declared()
                        ? "the settings of the service"
                        : owners.names(visit).by(schedule.createdBy()),
                    Timing.of(schedule, visit.now()),
                    history.get(),
                    pages.refusal(visit, Role.OPERATOR))));
  }

  @Get("/{id}/history")
  HttpResponse<byte[]> history(Visit visit, String id) {
    TableQuery query =
        TableQuery.of(visit, ScheduleSection.PATH + "/" + id + "/history", List.of(), List.of());
    var loading = parts.begin(visit, () -> api.history(visit, id, query.size(), query.offset()));
    return pages.part(
        visit,
        "schedules/history.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(schedule -> history(schedule, query, loading.get())));
  }

  private static HistoryView history(
      Schedule schedule, TableQuery query, Part<Paged<Schedule.Run>> found) {
    List<Schedule.Run> runs = found.isLoaded() ? found.get().items() : List.of();
    Picture picture =
        found.isLoaded() && runs.isEmpty()
            ? Picture.empty(
                "No due time has come yet",
                "What comes of each due time is listed here.",
                "To the schedule",
                ScheduleSection.PATH + "/" + schedule.id())
            : found.picture();
    return new HistoryView(
        schedule,
        new Table(
            query,
            "due time",
            "backup",
            SECONDS,
            found.isLoaded() ? found.get().paging().total() : 0,
            runs.size(),
            COLUMNS,
            List.of(),
            ScheduleSection.PATH,
            picture),
        runs);
  }

  @Get("/{id}/history.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit, String id) {
    Csv csv = new Csv("due_at", "cause", "outcome", "job", "job_state", "due_times", "detail");
    List<Schedule.Run> all = new ArrayList<>();
    Paged<Schedule.Run> page;
    do {
      page = api.history(visit, id, CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(CSV_ROWS, page.paging().total()));
    for (Schedule.Run run : all) {
      csv.row(
          run.dueAt(),
          run.cause(),
          run.outcome(),
          run.job(),
          run.jobState(),
          run.dueTimes(),
          run.detail());
    }
    return csv.response("schedule-" + id.replaceAll("[^a-z0-9-]", "") + ".csv");
  }
}
