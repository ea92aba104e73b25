package io.orchestratex.gateway.console.policies;

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
import io.orchestratex.gateway.console.service.AllPages;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.backup.Policy;
import io.orchestratex.gateway.console.service.backup.PolicyApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All policies, {@code list.jte}, and one with what a cleanup would do, {@code detail.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class PolicyController {

  private static final int SECONDS = 10;
  private static final int CSV_ROWS = 2_000;

  /** So many backups of the plan are shown. */
  private static final int LINES = 100;

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Policy"),
          Column.of("State"),
          Column.of("When"),
          Column.of("Keeps"),
          Column.of("Next backup"),
          Column.of("Last cleanup"));

  private final PolicyApi api;
  private final Parts parts;
  private final Pages pages;

  PolicyController(PolicyApi api, Parts parts, Pages pages) {
    this.api = api;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the list shows. */
  record ListView(Table table, List<Policy> policies, @Nullable String refusal) {}

  /**
   * What the page of one shows.
   *
   * @param retention what a cleanup would do now
   * @param refusal why this person may not change anything
   */
  record DetailView(Policy policy, Part<Policy.Retention> retention, @Nullable String refusal) {

    /** How many backups of the plan are not shown. */
    int more() {
      Policy.Retention plan = retention.get();
      return plan.keeps() + plan.removes() - plan.items().size();
    }
  }

  @Get("/policies")
  HttpResponse<byte[]> list(Visit visit) {
    TableQuery query = TableQuery.of(visit, PolicySection.PATH, List.of(), List.of());
    Part<Paged<Policy>> found =
        Parts.load(visit, () -> api.list(visit, query.size(), query.offset()));
    List<Policy> policies = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    String refusal = pages.refusal(visit, Role.OPERATOR);
    Table table =
        new Table(
            query,
            "policy",
            "backup",
            SECONDS,
            total,
            policies.size(),
            COLUMNS,
            List.of(),
            PolicySection.PATH,
            found.isLoaded() ? empty(query, total, refusal == null) : found.picture());
    return pages.page(visit, "policies/list.jte", new ListView(table, policies, refusal));
  }

  private static @Nullable Picture empty(TableQuery query, long total, boolean mayCreate) {
    if (total > query.offset()) {
      return null;
    }
    return total > 0
        ? Picture.empty(
            "No more policies",
            "The list has fewer pages now.",
            "To the first page",
            query.address(1))
        : Picture.empty(
            "No policies yet",
            "A policy takes backups by itself and removes those that need not be kept. There are"
                + " some that are ready to be chosen.",
            mayCreate ? "New policy" : null,
            mayCreate ? PolicySection.PATH + "/new" : null);
  }

  @Get("/policies.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    Csv csv =
        new Csv(
            "name",
            "state",
            "cron",
            "max_age_minutes",
            "zone",
            "keeps",
            "covers",
            "cleanup",
            "next_run",
            "last_cleanup",
            "removed");
    for (Policy policy : AllPages.of(CSV_ROWS, (limit, offset) -> api.list(visit, limit, offset))) {
      Policy.LastCleanup cleanup = policy.lastCleanup();
      csv.row(
          policy.name(),
          policy.state(),
          policy.cron(),
          policy.maxAgeMinutes(),
          policy.zone(),
          policy.keeps(),
          policy.covers(),
          policy.cleanup(),
          policy.next(),
          cleanup == null ? null : cleanup.createdAt(),
          cleanup == null ? null : cleanup.removed().size());
    }
    return csv.response("policies.csv");
  }

  @Get("/policies/{name}")
  HttpResponse<byte[]> show(Visit visit, String name) {
    var retention = parts.begin(visit, () -> api.retention(visit, name, LINES));
    return pages.part(
        visit,
        "policies/detail.jte",
        Parts.load(visit, () -> api.get(visit, name))
            .map(policy ->
                new DetailView(policy, retention.get(), pages.refusal(visit, Role.OPERATOR))));
  }
}
