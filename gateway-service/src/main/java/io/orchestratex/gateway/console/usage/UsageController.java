package io.orchestratex.gateway.console.usage;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Chart;
import io.orchestratex.gateway.console.frame.Csv;
import io.orchestratex.gateway.console.frame.Filter;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.gateway.console.service.session.UsageApi;
import io.orchestratex.gateway.console.service.session.UsageApi.Row;
import io.orchestratex.gateway.console.service.session.UsageApi.Usage;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What prompts used and cost: {@code usage.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class UsageController {

  /** The table shows as many rows; the file has all. */
  private static final int ROWS = 200;

  private final UsageApi api;
  private final Owners owners;
  private final Parts parts;
  private final Pages pages;

  UsageController(UsageApi api, Owners owners, Parts parts, Pages pages) {
    this.api = api;
    this.owners = owners;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the page shows. */
  record UsageView(UsageQuestion question, Filter user, Owners.Names names, Part<Shown> shown) {

    String name(Row row) {
      String group = row.group();
      return group == null ? "all" : question.groupBy().equals("user") ? names.of(group) : group;
    }
  }

  /**
   * What was answered.
   *
   * @param rows newest first, in each period the dearest first
   */
  record Shown(Usage usage, Chart cost, Chart prompts, List<Row> rows) {

    boolean isCut() {
      return rows.size() < usage.items().size();
    }
  }

  @Get("/usage")
  HttpResponse<byte[]> show(Visit visit) {
    UsageQuestion question = UsageQuestion.of(visit);
    var naming = parts.begin(visit, () -> owners.names(visit));
    Part<Usage> usage = Parts.load(visit, () -> api.read(visit, question.range()));
    Owners.Names names = naming.get().get();
    return pages.page(
        visit,
        "usage/usage.jte",
        new UsageView(
            question,
            names.filter("user_id", question.user().isEmpty() ? null : question.user()),
            names,
            usage.map(it -> shown(it, question, names))));
  }

  private static Shown shown(Usage usage, UsageQuestion question, Owners.Names names) {
    boolean users = question.groupBy().equals("user");
    String period = question.interval();
    return new Shown(
        usage,
        UsageCharts.of(
            "cost",
            "Cost per " + period,
            "USD",
            usage,
            period,
            Row::totalCost,
            group -> users ? names.of(group) : group),
        UsageCharts.of(
            "prompts",
            "Prompts per " + period,
            "",
            usage,
            period,
            row -> BigDecimal.valueOf(row.prompts()),
            group -> users ? names.of(group) : group),
        newestFirst(usage).stream().limit(ROWS).toList());
  }

  private static List<Row> newestFirst(Usage usage) {
    List<Row> rows = new ArrayList<>(usage.items());
    rows.sort(Comparator.comparing(Row::period).reversed());
    return rows;
  }

  @Get("/usage.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    UsageQuestion question = UsageQuestion.of(visit);
    Csv csv =
        new Csv(
            "period",
            question.groupBy().isEmpty() ? "group" : question.groupBy(),
            "prompts",
            "failures",
            "input_tokens",
            "output_tokens",
            "total_tokens",
            "cost_usd");
    for (Row row : newestFirst(api.read(visit, question.range()))) {
      csv.row(
          row.period(),
          row.group(),
          row.prompts(),
          row.failures(),
          row.inputTokens(),
          row.outputTokens(),
          row.totalTokens(),
          row.totalCost());
    }
    return csv.response("usage.csv");
  }

  /** A word as the heading of a column. */
  static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
