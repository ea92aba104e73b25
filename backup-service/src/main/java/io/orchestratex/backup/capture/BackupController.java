package io.orchestratex.backup.capture;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobFilter;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.idempotency.IdempotencyKey;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Backups over HTTP. */
@Controller("/api/v1/backups")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR})
class BackupController {

  private static final String STATES = "queued|running|verifying|succeeded|failed|cancelled";

  private final Backups backups;
  private final Targets targets;
  private final Vaults vaults;
  private final JobStore store;

  BackupController(Backups backups, Targets targets, Vaults vaults, JobStore store) {
    this.backups = backups;
    this.targets = targets;
    this.vaults = vaults;
    this.store = store;
  }

  /**
   * What to back up.
   *
   * @param targets ids; all when left out
   * @param kind {@code full}, the only one there is
   * @param label a word to find it by
   * @param vault name of the vault to keep it in; the one set up for this when left out
   */
  @Introspected
  record BackupRequest(
      @Nullable @Size(max = 20)
          List<
                  @NotNull
                  @Pattern(
                      regexp = RequestPatterns.TARGET,
                      message = RequestPatterns.TARGET_MESSAGE)
                  String>
              targets,
      @Nullable @Pattern(regexp = "full", message = "must be full, the only kind there is")
          String kind,
      @Nullable @Pattern(regexp = RequestPatterns.LABEL, message = RequestPatterns.LABEL_MESSAGE)
          String label,
      @Nullable @Pattern(regexp = RequestPatterns.VAULT, message = RequestPatterns.VAULT_MESSAGE)
          String vault) {}

  @Post
  HttpResponse<BackupView> order(
      @Header(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      @Body @Valid BackupRequest request,
      Caller caller) {
    List<String> chosen = targets.chosen(request.targets(), "/targets");
    Job job =
        backups.order(
            chosen,
            vaults.chosen(request.vault(), "/vault"),
            request.label(),
            caller.subject(),
            IdempotencyKey.checked(idempotencyKey));
    return HttpResponse.<BackupView>accepted(URI.create("/api/v1/backups/" + job.id()))
        .body(view(backups.get(job.id())));
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  Page<BackupView> list(
      @Nullable @QueryValue @Pattern(regexp = STATES, message = "must be one of " + STATES)
          String state,
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
          String target,
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.LABEL, message = RequestPatterns.LABEL_MESSAGE)
          String label,
      @OpenAPIRequest PageRequest page) {
    Page<JobRecord> found =
        store.list(new JobFilter(BackupJobRules.KIND, state, target, label), page);
    return new Page<>(views(found.items()), found.paging());
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  BackupView get(String id) {
    return view(backups.get(id));
  }

  @Post("/{id}/cancel")
  HttpResponse<BackupView> cancel(String id, Caller caller) {
    backups.cancel(id, caller.subject());
    return HttpResponse.<BackupView>accepted().body(view(backups.get(id)));
  }

  @Post("/{id}/verify")
  HttpResponse<BackupView> verify(String id, Caller caller) {
    backups.verify(id, caller.subject());
    return HttpResponse.<BackupView>accepted().body(view(backups.get(id)));
  }

  @Delete("/{id}")
  HttpResponse<Void> delete(String id) {
    backups.delete(id);
    return HttpResponse.noContent();
  }

  private BackupView view(JobRecord row) {
    return views(List.of(row)).getFirst();
  }

  private List<BackupView> views(List<JobRecord> rows) {
    List<String> ids = rows.stream().map(row -> row.job().id()).toList();
    Map<String, JobRecord> checks = store.newestAbout(ids, VerifyJobRules.KIND);
    return rows.stream()
        .map(row -> BackupView.of(row, checks.get(row.job().id()), vaults, store))
        .toList();
  }
}
