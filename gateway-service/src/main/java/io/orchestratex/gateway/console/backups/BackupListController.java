package io.orchestratex.gateway.console.backups;

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
import io.orchestratex.gateway.console.frame.Selection;
import io.orchestratex.gateway.console.frame.Table;
import io.orchestratex.gateway.console.frame.Table.Column;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.backup.Backup;
import io.orchestratex.gateway.console.service.backup.BackupApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All backups: {@code list.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class BackupListController {

  private static final int CSV_ROWS = 5_000;
  private static final int CHUNK = 100;
  private static final int BUSY_SECONDS = 2;

  /** That a backup was deleted is no event. */
  private static final int IDLE_SECONDS = 10;

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Backup"),
          Column.of("State"),
          Column.of("Check"),
          Column.of("Drill"),
          Column.of("Targets"),
          Column.of("Label"),
          Column.of("Ordered"),
          Column.number("Took"),
          Column.number("Size"));

  private final BackupApi api;
  private final Parts parts;
  private final Pages pages;

  BackupListController(BackupApi api, Parts parts, Pages pages) {
    this.api = api;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the page shows. */
  record ListView(
      Table table,
      List<Backup> backups,
      @Nullable String newRefusal,
      @Nullable String importRefusal) {}

  @Get("/backups")
  HttpResponse<byte[]> list(Visit visit) {
    // Side by side: neither waits for the other, and neither takes the other down.
    var targets = parts.begin(visit, () -> api.targets(visit));
    TableQuery asked = query(visit, List.of());
    var loading =
        parts.begin(visit, () -> api.list(visit, filter(asked), asked.size(), asked.offset()));
    TableQuery query = query(visit, names(targets.get()));
    Part<Paged<Backup>> found = loading.get();
    List<Backup> backups = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    String refusal = pages.refusal(visit, Role.OPERATOR);
    Table table =
        new Table(
            query,
            "backup",
            "backup",
            backups.stream().anyMatch(BackupListController::isChanging)
                ? BUSY_SECONDS
                : IDLE_SECONDS,
            total,
            backups.size(),
            COLUMNS,
            List.of(
                new Table.Action("verify", "Read back", false, refusal),
                new Table.Action("delete", "Delete…", true, refusal)),
            BackupSection.PATH + "/actions",
            found.isLoaded() ? empty(query, total, refusal == null) : found.picture());
    return pages.page(
        visit,
        "backups/list.jte",
        new ListView(table, backups, refusal, pages.refusal(visit, Role.ADMIN)));
  }

  @Get("/backups.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    TableQuery query = query(visit, List.of());
    Csv csv =
        new Csv(
            "id",
            "state",
            "completeness",
            "verified",
            "drilled",
            "targets",
            "label",
            "vault",
            "requested_by",
            "created_at",
            "finished_at",
            "duration_ms",
            "source_bytes",
            "stored_bytes",
            "added_bytes",
            "failure");
    for (Backup backup : all(api, visit, filter(query), CSV_ROWS)) {
      csv.row(
          backup.id(),
          backup.state(),
          backup.completeness(),
          backup.verified(),
          backup.drilled(),
          String.join(" ", backup.targets()),
          backup.label(),
          backup.vault(),
          backup.requestedBy(),
          backup.createdAt(),
          backup.finishedAt(),
          backup.durationMs(),
          backup.sourceBytes(),
          backup.storedBytes(),
          backup.addedBytes(),
          backup.failure());
    }
    return csv.response("backups.csv");
  }

  /** All backups that match, up to {@code most}. */
  static List<Backup> all(BackupApi api, Visit visit, BackupApi.Filter filter, int most) {
    List<Backup> all = new ArrayList<>();
    Paged<Backup> page;
    do {
      page = api.list(visit, filter, CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(most, page.paging().total()));
    return all;
  }

  /** The ids that a person chose; one more than allowed where there are too many. */
  static List<String> chosen(BackupApi api, Visit visit, Selection selection) {
    return selection.all()
        ? all(api, visit, filter(selection.query()), Selection.MOST + 1).stream()
            .map(Backup::id)
            .toList()
        : selection.ids();
  }

  /** What the table can be narrowed down by; a target's name is a choice where they are known. */
  static List<Filter> filters(List<String> targets) {
    return List.of(
        Filter.Choice.of(
            "state",
            "State",
            List.of("queued", "running", "verifying", "succeeded", "failed", "cancelled")),
        targets.isEmpty()
            ? new Filter.Text("target", "Target", "mongodb")
            : Filter.Choice.of("target", "Target", targets),
        new Filter.Choice(
            "verified",
            "Check",
            List.of(
                new Filter.Option("true", "read back"), new Filter.Option("false", "not whole"))),
        new Filter.Choice(
            "drilled",
            "Drill",
            List.of(
                new Filter.Option("true", "drilled"), new Filter.Option("false", "not drilled"))),
        new Filter.Text("label", "Label", "exact label"));
  }

  static BackupApi.Filter filter(TableQuery query) {
    return new BackupApi.Filter(
        query.value("state"),
        query.value("target"),
        query.value("label"),
        query.value("verified"),
        query.value("drilled"));
  }

  private static TableQuery query(Visit visit, List<String> targets) {
    return TableQuery.of(visit, BackupSection.PATH, filters(targets), List.of());
  }

  private static List<String> names(Part<List<BackupApi.Target>> targets) {
    return targets.isLoaded()
        ? targets.get().stream().map(BackupApi.Target::id).toList()
        : List.of();
  }

  /** Whether it changes without an event that says so. */
  private static boolean isChanging(Backup backup) {
    Backup.Verification check = backup.verification();
    return backup.isRunning()
        || (check != null && (check.state().equals("queued") || check.state().equals("running")));
  }

  private static @Nullable Picture empty(TableQuery query, long total, boolean mayOrder) {
    if (total > query.offset()) {
      return null;
    }
    if (total > 0) {
      return Picture.empty(
          "No more backups",
          "The list has fewer pages now.",
          "To the first page",
          query.address(1));
    }
    return query.isFiltered()
        ? Picture.empty(
            "No backup matches",
            "None of all backups has these values.",
            "Show all backups",
            query.unfiltered())
        : Picture.empty(
            "No backups yet",
            "A backup holds everything of its targets, and is read back before it counts.",
            mayOrder ? "Back up now" : null,
            mayOrder ? BackupSection.PATH + "/new" : null);
  }
}
