package io.orchestratex.gateway.console.rules;

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
import io.orchestratex.gateway.console.service.alert.Rule;
import io.orchestratex.gateway.console.service.alert.RuleApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All rules: {@code list.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class RuleListController {

  private static final int CSV_ROWS = 5_000;
  private static final int CHUNK = 100;

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Rule"),
          Column.of("State"),
          Column.of("Severity"),
          Column.of("Watches"),
          Column.of("Changed"));

  private final RuleApi api;
  private final Pages pages;

  RuleListController(RuleApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  /** What the page shows. */
  record ListView(Table table, List<Rule> rules, @Nullable String newRefusal) {}

  @Get("/rules")
  HttpResponse<byte[]> list(Visit visit) {
    TableQuery query = query(visit);
    Part<Paged<Rule>> found =
        Parts.load(visit, () -> api.list(visit, filter(query), query.size(), query.offset()));
    List<Rule> rules = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    String refusal = pages.refusal(visit, Role.OPERATOR);
    Table table =
        new Table(
            query,
            "rule",
            "",
            0,
            total,
            rules.size(),
            COLUMNS,
            List.of(),
            RuleSection.PATH,
            found.isLoaded() ? empty(query, total, refusal == null) : found.picture());
    return pages.page(visit, "rules/list.jte", new ListView(table, rules, refusal));
  }

  @Get("/rules.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    Csv csv =
        new Csv("id", "enabled", "severity", "watches", "message", "description", "updated_at");
    List<Rule> all = new ArrayList<>();
    Paged<Rule> page;
    do {
      page = api.list(visit, filter(query(visit)), CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(CSV_ROWS, page.paging().total()));
    for (Rule each : all) {
      csv.row(
          each.id(),
          each.enabled(),
          each.severity(),
          RuleViews.watches(each),
          each.message(),
          each.description(),
          each.updatedAt());
    }
    return csv.response("rules.csv");
  }

  private static TableQuery query(Visit visit) {
    List<Filter> filters =
        List.of(
            new Filter.Choice(
                "enabled",
                "State",
                List.of(new Filter.Option("true", "on"), new Filter.Option("false", "off"))),
            AlertViews.severities(),
            new Filter.Text("q", "Text", "in id or description"));
    return TableQuery.of(visit, RuleSection.PATH, filters, List.of());
  }

  private static RuleApi.Filter filter(TableQuery query) {
    return new RuleApi.Filter(query.value("enabled"), query.value("severity"), query.value("q"));
  }

  private static @Nullable Picture empty(TableQuery query, long total, boolean mayAdd) {
    if (total > query.offset()) {
      return null;
    }
    if (total > 0) {
      return Picture.empty(
          "No more rules", "The list has fewer pages now.", "To the first page", query.address(1));
    }
    return query.isFiltered()
        ? Picture.empty(
            "No rule matches",
            "None of all rules has these values.",
            "Show all rules",
            query.unfiltered())
        : Picture.empty(
            "No rules",
            "Nothing is watched, so nothing can raise an alert.",
            mayAdd ? "Add a rule" : null,
            mayAdd ? RuleSection.PATH + "/new" : null);
  }
}
