package io.orchestratex.gateway.console.alerts;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
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
import io.orchestratex.gateway.console.service.alert.Alert;
import io.orchestratex.gateway.console.service.alert.AlertApi;
import io.orchestratex.gateway.console.service.alert.RuleApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All alerts, those that have not ended first: {@code list.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class AlertListController {

  private static final int CSV_ROWS = 5_000;
  private static final int CHUNK = 100;

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Severity"),
          Column.of("State"),
          Column.of("Alert"),
          Column.of("Target"),
          Column.of("Rule"),
          Column.of("Began"),
          Column.number("Seen"),
          Column.of("Case"));

  private final AlertApi api;
  private final RuleApi rules;
  private final Parts parts;
  private final Pages pages;

  AlertListController(AlertApi api, RuleApi rules, Parts parts, Pages pages) {
    this.api = api;
    this.rules = rules;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the page shows. */
  record ListView(Table table, List<Alert> alerts) {}

  @Get("/alerts")
  HttpResponse<byte[]> list(Visit visit) {
    var names = parts.begin(visit, () -> rules.ids(visit));
    TableQuery asked = query(visit, List.of());
    var loading =
        parts.begin(visit, () -> page(api, visit, filter(asked), asked.size(), asked.offset()));
    Part<List<String>> known = names.get();
    TableQuery query = query(visit, choices(known, asked.value("rule")));
    Part<Paged<Alert>> found = loading.get();
    List<Alert> alerts = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    String refusal = pages.refusal(visit, Role.OPERATOR);
    Table table =
        new Table(
            query,
            "alert",
            "alert case",
            0,
            total,
            alerts.size(),
            COLUMNS,
            List.of(
                new Table.Action("acknowledge", "Acknowledge…", false, refusal),
                new Table.Action("resolve", "Resolve…", false, refusal)),
            AlertSection.PATH + "/actions",
            found.isLoaded() ? empty(query, total) : found.picture());
    return pages.page(visit, "alerts/list.jte", new ListView(table, alerts));
  }

  @Get("/alerts.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    Csv csv =
        new Csv(
            "id",
            "severity",
            "state",
            "message",
            "source",
            "rule",
            "starts_at",
            "last_seen_at",
            "count",
            "case_id",
            "acknowledged_by",
            "acknowledged_at",
            "resolved_by",
            "resolved_at",
            "resolution");
    for (Alert alert : all(api, visit, filter(query(visit, List.of())), CSV_ROWS)) {
      csv.row(
          alert.id(),
          alert.severity(),
          alert.state(),
          alert.message(),
          alert.source(),
          alert.rule(),
          alert.startsAt(),
          alert.lastSeenAt(),
          alert.count(),
          alert.caseId(),
          alert.acknowledgedBy(),
          alert.acknowledgedAt(),
          alert.resolvedBy(),
          alert.resolvedAt(),
          alert.resolution());
    }
    return csv.response("alerts.csv");
  }

  /** A part of the list: those that have not ended come before all others. */
  private static Paged<Alert> page(
      AlertApi api, Visit visit, AlertApi.Filter filter, int limit, long offset) {
    if (filter.resolved() != null) {
      return api.list(visit, filter, limit, offset);
    }
    Paged<Alert> open = api.list(visit, filter.resolved(false), limit, offset);
    long before = open.paging().total();
    int left = limit - open.items().size();
    Paged<Alert> ended =
        api.list(visit, filter.resolved(true), Math.max(1, left), Math.max(0, offset - before));
    List<Alert> items = new ArrayList<>(open.items());
    items.addAll(left == 0 ? List.of() : ended.items());
    return new Paged<>(
        items, new Paged.Paging(limit, (int) offset, before + ended.paging().total()));
  }

  /** All alerts that match, up to {@code most}. */
  static List<Alert> all(AlertApi api, Visit visit, AlertApi.Filter filter, int most) {
    List<Alert> all = new ArrayList<>();
    Paged<Alert> page;
    do {
      page = page(api, visit, filter, CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(most, page.paging().total()));
    return all;
  }

  /** What the table can be narrowed down by; a rule is a choice where they are known. */
  static List<Filter> filters(List<String> rules) {
    return List.of(
        new Filter.Choice(
            "state",
            "State",
            List.of(
                new Filter.Option("open", "firing or acknowledged"),
                new Filter.Option("resolved", "resolved"))),
        AlertViews.severities(),
        new Filter.Text("target", "Target", "mongodb"),
        rules.isEmpty()
            ? new Filter.Text("rule", "Rule", "disk-high")
            : Filter.Choice.of("rule", "Rule", rules),
        new Filter.Choice(
            "since",
            "Began in the last",
            List.of(
                new Filter.Option("-1h", "hour"),
                new Filter.Option("-24h", "24 hours"),
                new Filter.Option("-7d", "7 days"))),
        new Filter.Text("q", "Text", "in the message"));
  }

  static AlertApi.Filter filter(TableQuery query) {
    String state = query.value("state");
    return new AlertApi.Filter(
        state == null ? null : state.equals("resolved"),
        query.value("severity"),
        query.value("rule"),
        query.value("target"),
        query.value("q"),
        query.value("since"));
  }

  private static TableQuery query(Visit visit, List<String> rules) {
    return TableQuery.of(visit, AlertSection.PATH, filters(rules), List.of());
  }

  /** The rules to choose from; the one that is asked for stays, also when it was deleted. */
  private static List<String> choices(Part<List<String>> known, @Nullable String asked) {
    if (!known.isLoaded() || asked == null || known.get().contains(asked)) {
      return known.isLoaded() ? known.get() : List.of();
    }
    List<String> choices = new ArrayList<>(known.get());
    choices.add(asked);
    return choices;
  }

  private static @Nullable Picture empty(TableQuery query, long total) {
    if (total > query.offset()) {
      return null;
    }
    if (total > 0) {
      return Picture.empty(
          "No more alerts", "The list has fewer pages now.", "To the first page", query.address(1));
    }
    return query.isFiltered()
        ? Picture.empty(
            "No alert matches",
            "None of all alerts has these values.",
            "Show all alerts",
            query.unfiltered())
        : Picture.empty(
            "No alerts",
            "Nothing that a rule watches has gone wrong.",
            "See what is watched",
            "/console/rules");
  }
}
