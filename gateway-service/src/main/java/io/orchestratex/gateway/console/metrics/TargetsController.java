package io.orchestratex.gateway.console.metrics;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Csv;
import io.orchestratex.gateway.console.frame.Filter;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Table;
import io.orchestratex.gateway.console.frame.Table.Column;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.AllPages;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.monitor.MonitorApi;
import io.orchestratex.gateway.console.service.monitor.MonitorApi.Target;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is monitored: {@code list.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class TargetsController {

  private static final int EVERY_SECONDS = 10;
  private static final int CSV_ROWS = 5_000;
  private static final List<Filter> FILTERS =
      List.of(
          new Filter.Text("q", "Search", "a part of the id"),
          new Filter.Choice(
              "state",
              "State",
              List.of(
                  new Filter.Option("up", "up"),
                  new Filter.Option("down", "down"),
                  new Filter.Option("unknown", "not measured yet"))));
  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Target"),
          Column.of("State"),
          Column.of("Kind"),
          Column.of("Address"),
          Column.of("Since"),
          Column.of("Measured"),
          Column.number("Took"));

  private final MonitorApi api;
  private final Pages pages;

  TargetsController(MonitorApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  /** What the page shows. */
  record ListView(Table table, List<Target> targets) {}

  static Badge state(Target target) {
    return switch (target.state()) {
      case "up" -> new Badge(Tone.GOOD, "up");
      case "down" -> new Badge(Tone.BAD, "down");
      default -> new Badge(Tone.NEUTRAL, "not measured yet");
    };
  }

  @Get("/metrics")
  HttpResponse<byte[]> list(Visit visit) {
    TableQuery query = query(visit);
    Part<Paged<Target>> found =
        Parts.load(visit, () -> page(visit, query, query.size(), query.offset()));
    List<Target> targets = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    Table table =
        new Table(
            query,
            "target",
            "",
            EVERY_SECONDS,
            total,
            targets.size(),
            COLUMNS,
            List.of(),
            MetricsSection.PATH,
            found.isLoaded() ? empty(query, total) : found.picture());
    return pages.page(visit, "metrics/list.jte", new ListView(table, targets));
  }

  @Get("/metrics.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    Csv csv =
        new Csv(
            "id",
            "kind",
            "address",
            "state",
            "since",
            "last_measured_at",
            "duration_ms",
            "failure");
    TableQuery query = query(visit);
    for (Target target :
        AllPages.of(CSV_ROWS, (limit, offset) -> page(visit, query, limit, offset))) {
      csv.row(
          target.id(),
          target.kind(),
          target.address(),
          target.state(),
          target.since(),
          target.lastMeasuredAt(),
          target.durationMs(),
          target.failure());
    }
    return csv.response("targets.csv");
  }

  private static TableQuery query(Visit visit) {
    return TableQuery.of(visit, MetricsSection.PATH, FILTERS, List.of());
  }

  private Paged<Target> page(Visit visit, TableQuery query, int limit, long offset) {
    return api.targets(visit, query.value("state"), query.value("q"), limit, offset);
  }

  private static @Nullable Picture empty(TableQuery query, long total) {
    if (total > query.offset()) {
      return null;
    }
    if (total > 0) {
      return Picture.empty(
          "No more targets",
          "The list has fewer pages now.",
          "To the first page",
          query.address(1));
    }
    return query.isFiltered()
        ? Picture.empty(
            "No target matches",
            "No target has this state and this text in its id.",
            "Clear the filters",
            query.unfiltered())
        : Picture.empty(
            "Nothing is monitored",
            "Add a target, or set it up below orchestratex.monitor.targets of monitor-service.",
            "Add target",
            "/console/targets/new");
  }
}
