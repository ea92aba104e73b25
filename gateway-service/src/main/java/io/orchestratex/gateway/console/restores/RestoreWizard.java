package io.orchestratex.gateway.console.restores;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Filter;
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Table;
import io.orchestratex.gateway.console.frame.Table.Column;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.backup.Backup;
import io.orchestratex.gateway.console.service.backup.BackupApi;
import io.orchestratex.gateway.console.service.backup.Restore;
import io.orchestratex.gateway.console.service.backup.RestoreApi;
import io.orchestratex.gateway.console.service.backup.RestorePlan;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way to a restore: which backup ({@code choose.jte}), how much of it ({@code scope.jte}), what
 * that would do ({@code plan.jte}), and the confirmation.
 */
@Controller(RestoreSection.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class RestoreWizard {

  /** Longer ones do not fit into a request's first line everywhere. */
  private static final int LONGEST_ADDRESS = 2_000;

  private static final String NEW = RestoreSection.PATH + "/new";

  /** The plan is not what it was when it was shown. */
  private static final Set<String> OUTDATED = Set.of("restore.plan-stale", "restore.plan-expired");

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Backup"),
          Column.of("Taken"),
          Column.of("Targets"),
          Column.of("Holds"),
          Column.of("Label"));

  private final RestoreApi api;
  private final BackupApi backups;
  private final Parts parts;
  private final Pages pages;

  RestoreWizard(RestoreApi api, BackupApi backups, Parts parts, Pages pages) {
    this.api = api;
    this.backups = backups;
    this.parts = parts;
    this.pages = pages;
  }

  /** Which backup. */
  record ChooseView(Table table, List<Backup> backups) {}

  /**
   * What of it.
   *
   * @param into targets of the engines of the backup
   */
  record ScopeView(
      Backup backup,
      List<Restorable> parts,
      List<String> into,
      Choice choice,
      @Nullable String problem) {}

  /**
   * What it would do.
   *
   * @param word what must be typed
   * @param notice why the plan is shown again; null the first time
   * @param problem why what was typed is not accepted
   */
  record PlanView(
      RestorePlan plan,
      Choice choice,
      String word,
      String typed,
      @Nullable String notice,
      @Nullable String problem) {}

  /** A confirmation whose answer was lost. */
  record AgainView(Choice choice, String token, String typed, String reason) {}

  @Get("/new")
  HttpResponse<byte[]> begin(Visit visit) {
    Choice choice = Choice.of(visit);
    return choice.backup().isEmpty() ? choose(visit) : scope(visit, HttpStatus.OK, choice, null);
  }

  /** The backups of the list, as a file. */
  @Get("/new.csv")
  HttpResponse<byte[]> csv(Visit visit) {
    String query = visit.query();
    return pages.redirect(
        "/console/backups.csv?state=succeeded" + (query.isEmpty() ? "" : "&" + query));
  }

  private HttpResponse<byte[]> choose(Visit visit) {
    var targets = parts.begin(visit, () -> backups.targets(visit));
    TableQuery asked = query(visit, List.of());
    var loading =
        parts.begin(visit, () -> backups.list(visit, filter(asked), asked.size(), asked.offset()));
    TableQuery query = query(visit, RestoreListController.names(targets.get()));
    Part<Paged<Backup>> found = loading.get();
    List<Backup> shown = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    Table table =
        new Table(
            query,
            "backup",
            "backup",
            0,
            total,
            shown.size(),
            COLUMNS,
            List.of(),
            NEW,
            found.isLoaded() ? (shown.isEmpty() ? empty(query) : null) : found.picture());
    return pages.page(visit, "restores/choose.jte", new ChooseView(table, shown));
  }

  private static Picture empty(TableQuery query) {
    return query.isFiltered()
        ? Picture.empty(
            "No backup matches",
            "None of the backups that succeeded has these values.",
            "Show all of them",
            query.unfiltered())
        : Picture.empty(
            "Nothing to restore yet",
            "No backup has succeeded so far.",
            "Back up now",
            "/console/backups/new");
  }

  private static TableQuery query(Visit visit, List<String> targets) {
    return TableQuery.of(
        visit,
        NEW,
        List.of(
            RestoreListController.target(targets),
            new Filter.Text("label", "Label", "exact label")),
        List.of());
  }

  private static BackupApi.Filter filter(TableQuery query) {
    return new BackupApi.Filter(
        "succeeded", query.value("target"), query.value("label"), null, null);
  }

  private HttpResponse<byte[]> scope(
      Visit visit, HttpStatus status, Choice choice, @Nullable String problem) {
    var targets = parts.begin(visit, () -> backups.targets(visit));
    Part<Backup> backup = Parts.load(visit, () -> backups.get(visit, choice.backup()));
    if (!backup.isLoaded()) {
      return pages.part(visit, "restores/scope.jte", backup);
    }
    Part<List<BackupApi.Target>> known = targets.get();
    List<BackupApi.Target> all = known.isLoaded() ? known.get() : List.of();
    List<String> engines =
        backup.get().parts().stream().map(Backup.PartOfBackup::engine).distinct().toList();
    return pages.page(
        status,
        visit,
        "restores/scope.jte",
        new ScopeView(
            backup.get(),
            Restorable.of(backup.get(), all, choice),
            all.stream()
                .filter(target -> engines.contains(target.engine()))
                .map(BackupApi.Target::id)
                .toList(),
            choice,
            problem));
  }

  /** What was chosen gets an address, so that it can be read again, and shared. */
  @Post("/plan")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> chosen(Visit visit, Form form) {
    Choice choice = Choice.of(form);
    if (choice.problem() != null) {
      return scope(visit, HttpStatus.BAD_REQUEST, choice, choice.problem());
    }
    return choice.planAddress().length() <= LONGEST_ADDRESS
        ? pages.redirect(choice.planAddress())
        : plan(visit, HttpStatus.OK, choice, "", null, null);
  }

  @Get("/plan")
  HttpResponse<byte[]> plan(Visit visit) {
    Choice choice = Choice.of(visit);
    if (choice.problem() != null) {
      return scope(visit, HttpStatus.BAD_REQUEST, choice, choice.problem());
    }
    return plan(visit, HttpStatus.OK, choice, "", null, null);
  }

  private HttpResponse<byte[]> plan(
      Visit visit,
      HttpStatus status,
      Choice choice,
      String typed,
      @Nullable String notice,
      @Nullable String problem) {
    try {
      RestorePlan plan = api.plan(visit, choice.wanted());
      return pages.page(
          status,
          visit,
          "restores/plan.jte",
          new PlanView(plan, choice, word(plan), typed, notice, problem));
    } catch (ServiceFault e) {
      return scope(visit, HttpStatus.valueOf(e.status()), choice, said(e));
    }
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> order(Visit visit, Form form) {
    Choice choice = Choice.of(form);
    String typed = form.exact("typed");
    if (!typed.strip().equals(form.exact("word"))) {
      return plan(
          visit,
          HttpStatus.BAD_REQUEST,
          choice,
          typed,
          null,
          "Type exactly " + form.exact("word") + ", or go back.");
    }
    try {
      Restore restore = api.order(visit, choice.wanted(), form.exact("token"));
      return pages.after(
          new Flash(true, "Restore " + restore.id() + " is ordered."),
          RestoreSection.PATH + "/" + restore.id());
    } catch (ServiceFault e) {
      if (e.isOutage()) {
        return pages.page(
            HttpStatus.valueOf(e.status()),
            visit,
            "restores/again.jte",
            new AgainView(choice, form.exact("token"), typed, e.detail()));
      }
      return plan(
          visit,
          HttpStatus.valueOf(e.status()),
          choice,
          typed,
          OUTDATED.contains(e.code())
              ? "Nothing was restored: what there is has changed since the plan was made, or the plan"
                  + " is older than 15 minutes. This is the plan as it is now; read it and confirm"
                  + " again."
              : "Nothing was restored: " + said(e),
          null);
    }
  }

  /** What names all that is changed. */
  private static String word(RestorePlan plan) {
    return "restore "
        + String.join(" ", plan.targets().stream().map(RestorePlan.PlannedTarget::target).toList());
  }

  private static String said(ServiceFault fault) {
    return fault.errors().isEmpty()
        ? fault.detail()
        : fault.detail() + " " + String.join("; ", fault.errorTexts());
  }
}
