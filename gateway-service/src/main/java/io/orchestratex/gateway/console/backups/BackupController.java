package io.orchestratex.gateway.console.backups;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.backup.Backup;
import io.orchestratex.gateway.console.service.backup.BackupApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One backup: {@code detail.jte}, and the files in it. */
@Controller(BackupSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Hidden
class BackupController {

  private static final List<String> COPIED =
      List.of("Content-Disposition", "Content-Length", "X-Content-SHA256");

  private final BackupApi api;
  private final Pages pages;

  BackupController(BackupApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param refusal why this person may not change anything
   */
  record DetailView(Backup backup, @Nullable String refusal) {

    boolean isChanging() {
      Backup.Verification check = backup.verification();
      return backup.isRunning()
          || (check != null && (check.state().equals("queued") || check.state().equals("running")));
    }

    /** Why something that needs a taken backup is not offered. */
    @Nullable String refusalOnTaken() {
      return refusal != null ? refusal : BackupViews.whyNot(backup, true);
    }
  }

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    return pages.part(
        visit,
        "backups/detail.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(backup -> new DetailView(backup, pages.refusal(visit, Role.OPERATOR))));
  }

  /** A file of a backup, checked while it streams; one that is damaged breaks off. */
  @Get("/{id}/export{?target,database}")
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<?> export(
      Visit visit, String id, @Nullable String target, @Nullable String database) {
    var file =
        Parts.load(visit, () -> api.export(visit, id, target == null ? "" : target, database));
    if (!file.isLoaded()) {
      return pages.part(visit, "backups/detail.jte", file);
    }
    java.net.http.HttpResponse<InputStream> sent = file.get();
    MutableHttpResponse<StreamedFile> response =
        HttpResponse.ok(new StreamedFile(sent.body(), MediaType.APPLICATION_OCTET_STREAM_TYPE));
    COPIED.forEach(
        name -> sent.headers().firstValue(name).ifPresent(value -> response.header(name, value)));
    return response;
  }
}
