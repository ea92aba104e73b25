package io.orchestratex.gateway.console.deliveries;

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
import io.orchestratex.gateway.console.service.alert.DeliveryApi;
import io.orchestratex.gateway.console.service.alert.DeliveryApi.Delivery;
import io.orchestratex.gateway.console.service.alert.RuleApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was sent about alerts, newest first: {@code list.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class DeliveryController {

  private static final int CSV_ROWS = 5_000;
  private static final int CHUNK = 100;
  private static final int SECONDS = 5;

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("State"),
          Column.of("Alert"),
          Column.of("Tells"),
          Column.of("Receiver"),
          Column.of("Reason"),
          Column.number("Tries"),
          Column.of("Made"),
          Column.of("Done"),
          Column.of("Rule"));

  private final DeliveryApi api;
  private final RuleApi rules;
  private final Parts parts;
  private final Pages pages;

  DeliveryController(DeliveryApi api, RuleApi rules, Parts parts, Pages pages) {
    this.api = api;
    this.rules = rules;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the page shows. */
  record ListView(Table table, List<Delivery> deliveries) {}

  @Get("/deliveries")
  HttpResponse<byte[]> list(Visit visit) {
    var names = parts.begin(visit, () -> rules.ids(visit));
    TableQuery asked = query(visit, List.of());
    var loading =
        parts.begin(visit, () -> api.list(visit, filter(asked), asked.size(), asked.offset()));
    Part<List<String>> known = names.get();
    TableQuery query = query(visit, choices(known, asked.value("rule")));
    Part<Paged<Delivery>> found = loading.get();
    List<Delivery> deliveries = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    Table table =
        new Table(
            query,
            "message",
            "alert",
            deliveries.stream().anyMatch(each -> each.state().equals("pending")) ? SECONDS : 0,
            total,
            deliveries.size(),
            COLUMNS,
            List.of(),
            DeliverySection.PATH,
            found.isLoaded() ? empty(query, total) : found.picture());
    return pages.page(visit, "deliveries/list.jte", new ListView(table, deliveries));
  }

  @Get("/deliveries.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    DeliveryApi.Filter filter = filter(query(visit, List.of()));
    Csv csv =
        new Csv(
            "id",
            "state",
            "channel",
            "receiver",
            "tells",
            "message",
            "alert_id",
            "rule",
            "attempts",
            "last_error",
            "created_at",
            "next_attempt_at",
            "done_at");
    List<Delivery> all = new ArrayList<>();
    Paged<Delivery> page;
    do {
      page = api.list(visit, filter, CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(CSV_ROWS, page.paging().total()));
    for (Delivery each : all) {
      csv.row(
          each.id(),
          each.state(),
          each.channel(),
          each.receiver(),
          each.tells(),
          each.message(),
          each.alertId(),
          each.rule(),
          each.attempts(),
          each.lastError(),
          each.createdAt(),
          each.nextAttemptAt(),
          each.doneAt());
    }
    return csv.response("deliveries.csv");
  }

  private static TableQuery query(Visit visit, List<String> rules) {
    List<Filter> filters =
        List.of(
            new Filter.Choice(
                "state",
                "State",
                List.of(
                    new Filter.Option("pending", "pending"),
                    new Filter.Option("delivered", "delivered"),
                    new Filter.Option("refused", "refused"),
                    new Filter.Option("given_up", "given up"))),
            Filter.Choice.of("channel", "Channel", List.of("log", "webhook")),
            rules.isEmpty()
                ? new Filter.Text("rule", "Rule", "disk-high")
                : Filter.Choice.of("rule", "Rule", rules),
            new Filter.Choice(
                "since",
                "Made in the last",
                List.of(
                    new Filter.Option("-1h", "hour"),
                    new Filter.Option("-24h", "24 hours"),
                    new Filter.Option("-7d", "7 days"))),
            new Filter.Text("alert", "Alert", "id of an alert"));
    return TableQuery.of(visit, DeliverySection.PATH, filters, List.of());
  }

  private static DeliveryApi.Filter filter(TableQuery query) {
    return new DeliveryApi.Filter(
        query.value("state"),
        query.value("channel"),
        query.value("rule"),
        query.value("alert"),
        query.value("since"));
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
          "No more deliveries",
          "The list has fewer pages now.",
          "To the first page",
          query.address(1));
    }
    return query.isFiltered()
        ? Picture.empty(
            "No delivery matches",
            "None of all deliveries has these values.",
            "Show all deliveries",
            query.unfiltered())
        : Picture.empty(
            "Nothing was sent yet",
            "When an alert fires or ends, each receiver is sent a message.",
            "See the alerts",
            "/console/alerts");
  }
}
