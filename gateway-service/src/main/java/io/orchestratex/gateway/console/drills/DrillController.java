package io.orchestratex.gateway.console.drills;

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
import io.orchestratex.gateway.console.service.backup.Drill;
import io.orchestratex.gateway.console.service.backup.DrillApi;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All drills, {@code list.jte}, and one, {@code detail.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class DrillController {

  private static final int CSV_ROWS = 5_000;
  private static final int CHUNK = 100;
  private static final int BUSY_SECONDS = 2;

  private static final List<String> STATES =
      List.of("queued", "preparing", "restoring", "comparing", "succeeded", "failed", "cancelled");

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Drill"),
          Column.of("Result"),
          Column.of("Backup"),
          Column.of("Targets"),
          Column.of("By"),
          Column.of("Ordered"),
          Column.number("Took"));

  private final DrillApi api;
  private final BackupApi backups;
  private final Owners owners;
  private final Parts parts;
  private final Pages pages;

  DrillController(DrillApi api, BackupApi backups, Owners owners, Parts parts, Pages pages) {
    this.api = api;
    this.backups = backups;
    this.owners = owners;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the list shows. */
  record ListView(Table table, List<Drill> drills, @Nullable String newRefusal) {}

  /**
   * What the page of one shows.
   *
   * @param by who ordered it
   * @param refusal why this person may not change anything
   */
  record DetailView(Drill drill, String by, @Nullable String refusal) {}

  @Get("/drills")
  HttpResponse<byte[]> list(Visit visit) {
    var targets = parts.begin(visit, () -> backups.targets(visit));
    TableQuery asked = query(visit, List.of());
    var loading =
        parts.begin(visit, () -> api.list(visit, filter(asked), asked.size(), asked.offset()));
    Part<List<BackupApi.Target>> known = targets.get();
    TableQuery query =
        query(
            visit,
            known.isLoaded() ? known.get().stream().map(BackupApi.Target::id).toList() : List.of());
    Part<Paged<Drill>> found = loading.get();
    List<Drill> drills = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    String refusal = pages.refusal(visit, Role.OPERATOR);
    Table table =
        new Table(
            query,
            "drill",
            "backup",
            drills.stream().allMatch(Drill::hasEnded) ? 0 : BUSY_SECONDS,
            total,
            drills.size(),
            COLUMNS,
            List.of(),
            DrillSection.PATH,
            found.isLoaded() ? empty(query, total, refusal == null) : found.picture());
    return pages.page(visit, "drills/list.jte", new ListView(table, drills, refusal));
  }

  @Get("/drills.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    DrillApi.Filter filter = filter(query(visit, List.of()));
    Csv csv =
        new Csv(
            "id",
            "state",
            "result",
            "backup",
            "targets",
            "requested_by",
            "created_at",
            "finished_at",
            "duration_ms",
            "failure");
    List<Drill> all = new ArrayList<>();
    Paged<Drill> page;
    do {
      page = api.list(visit, filter, CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(CSV_ROWS, page.paging().total()));
    for (Drill drill : all) {
      csv.row(
          drill.id(),
          drill.state(),
          drill.result(),
          drill.backup(),
          String.join(" ", drill.targets()),
          drill.requestedBy(),
          drill.createdAt(),
          drill.finishedAt(),
          drill.durationMs(),
          drill.failure());
    }
    return csv.response("drills.csv");
  }

  @Get("/drills/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    return pages.part(
        visit,
        "drills/detail.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(drill ->
                new DetailView(
                    drill,
                    owners.names(visit).by(drill.requestedBy()),
                    pages.refusal(visit, Role.OPERATOR))));
  }

  private static DrillApi.Filter filter(TableQuery query) {
    return new DrillApi.Filter(query.value("state"), query.value("target"), query.value("backup"));
  }

  private static TableQuery query(Visit visit, List<String> targets) {
    return TableQuery.of(
        visit,
        DrillSection.PATH,
        List.of(
            Filter.Choice.of("state", "State", STATES),
            targets.isEmpty()
                ? new Filter.Text("target", "Target", "mongodb")
                : Filter.Choice.of("target", "Target", targets),
            new Filter.Text("backup", "Backup", "20261127_021500")),
        List.of());
  }

  private static @Nullable Picture empty(TableQuery query, long total, boolean mayOrder) {
    if (total > query.offset()) {
      return null;
    }
    if (total > 0) {
      return Picture.empty(
          "No more drills", "The list has fewer pages now.", "To the first page", query.address(1));
    }
    return query.isFiltered()
        ? Picture.empty(
            "No drill matches",
            "None of all drills has these values.",
            "Show all drills",
            query.unfiltered())
        : Picture.empty(
            "No drills yet",
            "A drill restores a backup into a server of its own and compares it. Until one has"
                + " passed, nothing proves that a backup can be restored.",
            mayOrder ? "Run a drill" : null,
            mayOrder ? DrillSection.PATH + "/new" : null);
  }
}
