package io.orchestratex.gateway.console.restores;

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
import io.orchestratex.gateway.console.service.backup.BackupApi;
import io.orchestratex.gateway.console.service.backup.Restore;
import io.orchestratex.gateway.console.service.backup.RestoreApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All restores: {@code list.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class RestoreListController {

  private static final int CSV_ROWS = 5_000;
  private static final int CHUNK = 100;
  private static final int BUSY_SECONDS = 2;

  private static final List<Filter.Option> STATES =
      List.of(
          new Filter.Option("queued", "queued"),
          new Filter.Option("verifying", "verifying"),
          new Filter.Option("safety_backup", "safety backup"),
          new Filter.Option("restoring", "restoring"),
          new Filter.Option("comparing", "comparing"),
          new Filter.Option("swapping", "swapping"),
          new Filter.Option("rolling_back", "rolling back"),
          new Filter.Option("succeeded", "succeeded"),
          new Filter.Option("failed", "failed"),
          new Filter.Option("cancelled", "cancelled"),
          new Filter.Option("rolled_back", "rolled back"),
          new Filter.Option("rollback_failed", "rollback failed"));

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Restore"),
          Column.of("State"),
          Column.of("Backup"),
          Column.of("Targets"),
          Column.of("What"),
          Column.of("Ordered"),
          Column.number("Took"));

  private final RestoreApi api;
  private final BackupApi backups;
  private final Parts parts;
  private final Pages pages;

  RestoreListController(RestoreApi api, BackupApi backups, Parts parts, Pages pages) {
    this.api = api;
    this.backups = backups;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the page shows. */
  record ListView(Table table, List<Restore> restores, @Nullable String newRefusal) {}

  @Get("/restores")
  HttpResponse<byte[]> list(Visit visit) {
    var targets = parts.begin(visit, () -> backups.targets(visit));
    TableQuery asked = query(visit, List.of());
    var loading =
        parts.begin(visit, () -> api.list(visit, filter(asked), asked.size(), asked.offset()));
    TableQuery query = query(visit, names(targets.get()));
    Part<Paged<Restore>> found = loading.get();
    List<Restore> restores = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    String refusal = pages.refusal(visit, Role.OPERATOR);
    Table table =
        new Table(
            query,
            "restore",
            "restore",
            restores.stream().allMatch(Restore::hasEnded) ? 0 : BUSY_SECONDS,
            total,
            restores.size(),
            COLUMNS,
            List.of(),
            RestoreSection.PATH,
            found.isLoaded() ? empty(query, total, refusal == null) : found.picture());
    return pages.page(visit, "restores/list.jte", new ListView(table, restores, refusal));
  }

  @Get("/restores.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    RestoreApi.Filter filter = filter(query(visit, List.of()));
    Csv csv =
        new Csv(
            "id",
            "state",
            "backup",
            "targets",
            "databases",
            "collections",
            "safety_backup",
            "requested_by",
            "created_at",
            "finished_at",
            "duration_ms",
            "failure");
    List<Restore> all = new ArrayList<>();
    Paged<Restore> page;
    do {
      page = api.list(visit, filter, CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(CSV_ROWS, page.paging().total()));
    for (Restore restore : all) {
      csv.row(
          restore.id(),
          restore.state(),
          restore.backup(),
          String.join(" ", restore.targets()),
          String.join(" ", restore.databases()),
          String.join(" ", restore.collections()),
          restore.safetyBackup(),
          restore.requestedBy(),
          restore.createdAt(),
          restore.finishedAt(),
          restore.durationMs(),
          restore.failure());
    }
    return csv.response("restores.csv");
  }

  private static RestoreApi.Filter filter(TableQuery query) {
    return new RestoreApi.Filter(query.value("state"), query.value("target"));
  }

  private static TableQuery query(Visit visit, List<String> targets) {
    return TableQuery.of(
        visit,
        RestoreSection.PATH,
        List.of(new Filter.Choice("state", "State", STATES), target(targets)),
        List.of());
  }

  /** A target's name is a choice where they are known. */
  static Filter target(List<String> targets) {
    return targets.isEmpty()
        ? new Filter.Text("target", "Target", "mongodb")
        : Filter.Choice.of("target", "Target", targets);
  }

  static List<String> names(Part<List<BackupApi.Target>> targets) {
    return targets.isLoaded()
        ? targets.get().stream().map(BackupApi.Target::id).toList()
        : List.of();
  }

  private static @Nullable Picture empty(TableQuery query, long total, boolean mayOrder) {
    if (total > query.offset()) {
      return null;
    }
    if (total > 0) {
      return Picture.empty(
          "No more restores",
          "The list has fewer pages now.",
          "To the first page",
          query.address(1));
    }
    return query.isFiltered()
        ? Picture.empty(
            "No restore matches",
            "None of all restores has these values.",
            "Show all restores",
            query.unfiltered())
        : Picture.empty(
            "No restores yet",
            "A restore first shows what it would do, and backs up what it replaces.",
            mayOrder ? "Restore a backup" : null,
            mayOrder ? RestoreSection.PATH + "/new" : null);
  }
}
