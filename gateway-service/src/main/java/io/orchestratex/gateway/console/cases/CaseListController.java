package io.orchestratex.gateway.console.cases;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.alerts.AlertViews;
import io.orchestratex.gateway.console.frame.Csv;
import io.orchestratex.gateway.console.frame.Filter;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Table;
import io.orchestratex.gateway.console.frame.Table.Column;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.alert.Case;
import io.orchestratex.gateway.console.service.alert.CaseApi;
import io.orchestratex.gateway.console.service.identity.UserApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All cases, newest first: {@code list.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class CaseListController {

  private static final int CSV_ROWS = 5_000;
  private static final int CHUNK = 100;

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Severity"),
          Column.of("Status"),
          Column.of("Case"),
          Column.of("Priority"),
          Column.of("Assignee"),
          Column.of("Tags"),
          Column.of("Opened"),
          Column.of("Changed"));

  private final CaseApi api;
  private final UserApi users;
  private final Parts parts;
  private final Pages pages;

  CaseListController(CaseApi api, UserApi users, Parts parts, Pages pages) {
    this.api = api;
    this.users = users;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the page shows. */
  record ListView(Table table, List<Case> cases, People people, @Nullable String newRefusal) {}

  @Get("/cases")
  HttpResponse<byte[]> list(Visit visit) {
    var knowing = parts.begin(visit, () -> People.of(users, visit));
    TableQuery asked = query(visit, Map.of());
    var loading =
        parts.begin(visit, () -> api.list(visit, filter(asked), asked.size(), asked.offset()));
    People people = knowing.get().get();
    Map<String, String> choices = new LinkedHashMap<>(people.names());
    String assignee = asked.value("assignee");
    if (assignee != null) {
      choices.putIfAbsent(assignee, assignee);
    }
    TableQuery query = query(visit, choices);
    Part<Paged<Case>> found = loading.get();
    List<Case> cases = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    String refusal = pages.refusal(visit, Role.OPERATOR);
    Table table =
        new Table(
            query,
            "case",
            "case alert",
            0,
            total,
            cases.size(),
            COLUMNS,
            List.of(),
            CaseSection.PATH,
            found.isLoaded() ? empty(query, total, refusal == null) : found.picture());
    return pages.page(visit, "cases/list.jte", new ListView(table, cases, people, refusal));
  }

  @Get("/cases.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    CaseApi.Filter filter = filter(query(visit, Map.of()));
    Csv csv =
        new Csv(
            "id",
            "title",
            "severity",
            "status",
            "priority",
            "assignee",
            "tags",
            "created_at",
            "updated_at",
            "resolved_at");
    List<Case> all = new ArrayList<>();
    Paged<Case> page;
    do {
      page = api.list(visit, filter, CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(CSV_ROWS, page.paging().total()));
    for (Case each : all) {
      csv.row(
          each.id(),
          each.title(),
          each.severity(),
          each.status(),
          each.priority(),
          each.assignee(),
          String.join(" ", each.tags()),
          each.createdAt(),
          each.updatedAt(),
          each.resolvedAt());
    }
    return csv.response("cases.csv");
  }

  private static TableQuery query(Visit visit, Map<String, String> people) {
    List<Filter> filters =
        List.of(
            new Filter.Choice(
                "status",
                "Status",
                List.of("open", "in_progress", "resolved", "closed").stream()
                    .map(status -> new Filter.Option(status, CaseViews.word(status)))
                    .toList()),
            AlertViews.severities(),
            Filter.Choice.of("priority", "Priority", CaseViews.PRIORITIES),
            people.isEmpty()
                ? new Filter.Text("assignee", "Assignee", "id of a user")
                : new Filter.Choice(
                    "assignee",
                    "Assignee",
                    people.entrySet().stream()
                        .map(person -> new Filter.Option(person.getKey(), person.getValue()))
                        .toList()),
            new Filter.Text("tag", "Tag", "exact tag"),
            new Filter.Text("q", "Words", "in title, text, tags"));
    return TableQuery.of(visit, CaseSection.PATH, filters, List.of());
  }

  private static CaseApi.Filter filter(TableQuery query) {
    return new CaseApi.Filter(
        query.value("status"),
        query.value("severity"),
        query.value("priority"),
        query.value("assignee"),
        query.value("tag"),
        query.value("q"));
  }

  private static @Nullable Picture empty(TableQuery query, long total, boolean mayOpen) {
    if (total > query.offset()) {
      return null;
    }
    if (total > 0) {
      return Picture.empty(
          "No more cases", "The list has fewer pages now.", "To the first page", query.address(1));
    }
    return query.isFiltered()
        ? Picture.empty(
            "No case matches",
            "None of all cases has these values.",
            "Show all cases",
            query.unfiltered())
        : Picture.empty(
            "No cases yet",
            "A critical alert opens one by itself, and people open them by hand.",
            mayOpen ? "Open a case" : null,
            mayOpen ? CaseSection.PATH + "/new" : null);
  }
}
