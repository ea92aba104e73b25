package io.orchestratex.gateway.console.backups;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Download;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.backup.Backup;
import io.orchestratex.gateway.console.service.backup.BackupApi;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One backup: {@code detail.jte}, and the files in it. */
@Controller(BackupSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class BackupController {

  private final BackupApi api;
  private final Owners owners;
  private final Parts parts;
  private final Pages pages;

  BackupController(BackupApi api, Owners owners, Parts parts, Pages pages) {
    this.parts = parts;
    this.api = api;
    this.owners = owners;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param by who ordered it
   * @param vaults all vaults that there are
   * @param refusal why this person may not change anything
   */
  record DetailView(
      Backup backup, String by, Part<List<BackupApi.Vault>> vaults, @Nullable String refusal) {

    /** The vaults that it could be copied to. */
    List<String> copyable() {
      return !vaults.isLoaded() || refusalOnTaken() != null
          ? List.of()
          : vaults.get().stream()
              .map(BackupApi.Vault::name)
              .filter(name -> !name.equals(backup.vault()))
              .filter(name ->
                  backup.copies().stream()
                      .noneMatch(copy ->
                          copy.vault().equals(name)
                              && (copy.isOutstanding() || copy.state().equals("complete"))))
              .toList();
    }

    boolean isChanging() {
      Backup.Verification check = backup.verification();
      return backup.isRunning()
          || backup.copies().stream().anyMatch(Backup.CopyOfBackup::isOutstanding)
          || (check != null && (check.state().equals("queued") || check.state().equals("running")));
    }

    /** Whether this person can keep it from being deleted. */
    boolean mayHold() {
      return refusal == null
          && !backup.state().equals("failed")
          && !backup.state().equals("cancelled");
    }

    /** Why something that needs a taken backup is not offered. */
    @Nullable String refusalOnTaken() {
      return refusal != null ? refusal : BackupViews.whyNot(backup, true);
    }
  }

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    var vaults = parts.begin(visit, () -> api.vaults(visit));
    return pages.part(
        visit,
        "backups/detail.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(backup ->
                new DetailView(
                    backup,
                    owners.names(visit).by(backup.requestedBy()),
                    vaults.get(),
                    pages.refusal(visit, Role.OPERATOR))));
  }

  /** A file of a backup, checked while it streams; one that is damaged breaks off. */
  @Get("/{id}/export{?target,database,format}")
  @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_OCTET_STREAM})
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<?> export(
      Visit visit,
      String id,
      @Nullable String target,
      @Nullable String database,
      @Nullable String format) {
    return file(visit, () -> api.export(visit, id, target == null ? "" : target, database, format));
  }

  /** All of a backup as one archive of such files. */
  @Get("/{id}/archive")
  @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_OCTET_STREAM})
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<?> archive(Visit visit, String id) {
    return file(visit, () -> api.archive(visit, id));
  }

  private HttpResponse<?> file(Visit visit, Supplier<Download> begin) {
    var file = Parts.load(visit, begin);
    if (!file.isLoaded()) {
      return pages.part(visit, "backups/detail.jte", file);
    }
    return file.get().response();
  }
}
