package io.orchestratex.backup.capture;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobFilter;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.idempotency.IdempotencyKey;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Backups over HTTP. */
@Controller("/api/v1/backups")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR})
@Tag(
    name = "Backups",
    description = "Backups of databases: taken, checked, downloaded and deleted.")
class BackupController {

  private static final String STATES = "queued|running|verifying|succeeded|failed|cancelled";

  private static final String REASON = "[^\\p{Cc}\\p{Cs}]*[^\\p{Cc}\\p{Cs}\\s][^\\p{Cc}\\p{Cs}]*";
  private static final String REASON_MESSAGE =
      "must be a text on one line that says why the backup is kept";

  private final Backups backups;
  private final BackupChoice choice;
  private final PhysicalBackups physical;
  private final Vaults vaults;
  private final BackupViews views;
  private final JobStore store;
  private final InstantSource clock;

  BackupController(
      Backups backups,
      BackupChoice choice,
      PhysicalBackups physical,
      Vaults vaults,
      BackupViews views,
      JobStore store,
      InstantSource clock) {
    this.views = views;
    this.clock = clock;
    this.backups = backups;
    this.choice = choice;
    this.physical = physical;
    this.vaults = vaults;
    this.store = store;
  }

  /**
   * What to back up.
   *
   * @param targets ids of the targets to back up, 1 to 20; left out, all that are set up
   * @param databases only these databases, of the targets that have some of them; left out, all
   * @param collections only these, each as {@code database.collection}, of targets with such scope;
   *     left out, all
   * @param users true has the accounts and roles of the servers in it, too, of engines that can
   *     (MongoDB); only an admin exports or restores what holds them. Left out, false
   * @param kind {@code full} is meant when it is left out and nothing is selected; {@code physical}
   *     copies the files of whole servers, of the targets whose engines offer it
   * @param label a text to find it by, 1 to 100 characters on one line; null or left out for none
   * @param vault name of the vault to keep it in; left out, the default vault
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
      @Nullable @Size(max = 500) List<@NotNull @Size(min = 1, max = 300) String> databases,
      @Nullable @Size(max = 500) List<@NotNull @Size(min = 1, max = 300) String> collections,
      @Nullable Boolean users,
      @Nullable
          @Pattern(regexp = "full|physical", message = "must be full or physical, or be left out")
          String kind,
      @Nullable @Pattern(regexp = RequestPatterns.LABEL, message = RequestPatterns.LABEL_MESSAGE)
          String label,
      @Nullable @Pattern(regexp = RequestPatterns.VAULT, message = RequestPatterns.VAULT_MESSAGE)
          String vault) {

    Selection selection() {
      return new Selection(
          Objects.requireNonNullElse(databases, List.of()),
          Objects.requireNonNullElse(collections, List.of()),
          Boolean.TRUE.equals(users));
    }
  }

  @Post
  @Operation(
      operationId = "orderBackup",
      summary = "Order a backup",
      description =
          "Queues a backup of the targets and answers at once: a full one, one of the files of whole"
              + " servers (`physical`, of PostgreSQL from 15 on), or one of single databases and"
              + " collections; only full ones are counted by policies and meant by `latest`. The backup is taken in the"
              + " background and then read back and checked: read it again, at the address in"
              + " `Location`, until its `state` is `succeeded`, `failed` or `cancelled`. A backup"
              + " waits while a restore of one of its targets runs. Requests of a caller with the"
              + " same `Idempotency-Key` order one backup, so that an order whose answer was lost"
              + " can be sent again.")
  @ApiResponse(
      responseCode = "202",
      description = "The backup is ordered.",
      headers =
          @Header(
              name = "Location",
              required = true,
              description = "Path of the backup.",
              schema =
                  @Schema(
                      type = "string",
                      example = "/api/v1/backups/" + RequestPatterns.BACKUP_EXAMPLE)),
      content = @Content(schema = @Schema(implementation = BackupView.class)))
  HttpResponse<BackupView> order(
      @io.micronaut.http.annotation.Header(IdempotencyKey.HEADER) @Nullable @OrderKey
          String idempotencyKey,
      @Body @Valid BackupRequest request,
      Caller caller) {
    Selection selection = request.selection();
    if (selection.filters() && request.kind() != null) {
      throw FailureException.invalid(
          "backup.kind-unfit",
          "/kind",
          "must be left out where databases or collections are named");
    }
    if (BackupDetails.PHYSICAL.equals(request.kind())) {
      if (selection.users()) {
        throw FailureException.invalid(
            "backup.kind-unfit", "/users", "must be left out: a server's files hold its accounts");
      }
      return accepted(
          backups.orderPhysical(
              physical.chosen(request.targets()),
              vaults.chosen(request.vault(), "/vault"),
              request.label(),
              caller.subject(),
              IdempotencyKey.checked(idempotencyKey)));
    }
    BackupChoice.Chosen chosen = choice.of(request.targets(), selection);
    Job job =
        backups.order(
            chosen.targets(),
            chosen.selections(),
            vaults.chosen(request.vault(), "/vault"),
            request.label(),
            caller.subject(),
            IdempotencyKey.checked(idempotencyKey));
    return accepted(job);
  }

  private HttpResponse<BackupView> accepted(Job job) {
    return HttpResponse.<BackupView>accepted(URI.create("/api/v1/backups/" + job.id()))
        .body(views.of(backups.get(job.id())));
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listBackups",
      summary = "List backups",
      description =
          "Backups of every state, newest first, the safety backups of restores among them. All"
              + " filters that are given must match.")
  @ApiResponse(responseCode = "200", description = "A page of backups.")
  Page<BackupView> list(
      @Nullable
          @QueryValue
          @Pattern(regexp = STATES, message = "must be one of " + STATES)
          @Parameter(description = "Only backups in this state.", example = "succeeded")
          String state,
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
          @Parameter(description = "Only backups of this target, by its id.", example = "mongodb")
          String target,
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.LABEL, message = RequestPatterns.LABEL_MESSAGE)
          @Parameter(description = "Only backups with exactly this label.", example = "nightly")
          String label,
      @Nullable
          @QueryValue
          @Parameter(
              description = "Only backups whose newest check found them whole, or only the others.",
              example = "true")
          Boolean verified,
      @Nullable
          @QueryValue
          @Parameter(
              description =
                  "Only backups all of which was restored and equal in their last drills, or only"
                      + " the others.",
              example = "false")
          Boolean drilled,
      @Nullable
          @QueryValue
          @Parameter(
              description =
                  "Only backups whose id or label contains this, in letters of either case.",
              example = "night")
          String q,
      @Nullable
          @QueryValue
          @Parameter(
              description = "Only backups ordered at this time or later; or -24h.",
              example = "-7d")
          String from,
      @Nullable
          @QueryValue
          @Parameter(
              description = "Only backups ordered before this time; or now.",
              example = "now")
          String to,
      @OpenAPIRequest PageRequest page) {
    Page<JobRecord> found =
        store.list(
            new JobFilter(
                BackupJobRules.KIND,
                state,
                target,
                label,
                TextFilter.read("q", q),
                TimeRange.read(from, to, clock.instant()),
                verified,
                drilled),
            page);
    return new Page<>(views.of(found.items()), found.paging());
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "getBackup",
      summary = "Show a backup",
      description =
          "With its progress while it is taken, and afterwards with all collections and tables that"
              + " it holds. A backup that is only in a vault, because the database of this service"
              + " was lost, is found there by its id.")
  @ApiResponse(responseCode = "200", description = "The backup.")
  BackupView get(@BackupInPath String id) {
    return views.of(backups.get(id));
  }

  @Post("/{id}/cancel")
  @Operation(
      operationId = "cancelBackup",
      summary = "Cancel a backup",
      description =
          "Asks a backup that has not ended to stop, and answers at once. It ends within seconds"
              + " with the state `cancelled`, and what it stored is removed.")
  @ApiResponse(
      responseCode = "202",
      description = "The backup, which may not have stopped yet.",
      content = @Content(schema = @Schema(implementation = BackupView.class)))
  HttpResponse<BackupView> cancel(@BackupInPath String id, Caller caller) {
    backups.cancel(id, caller.subject());
    return HttpResponse.<BackupView>accepted().body(views.of(backups.get(id)));
  }

  @Post("/{id}/verify")
  @Operation(
      operationId = "verifyBackup",
      summary = "Check a backup",
      description =
          "Orders a check, which reads everything that is stored of the backup and compares it with"
              + " what was written. It runs in the background: read the backup until"
              + " `verification.state` is `succeeded` or `failed`. While a check is under way, no"
              + " second one is ordered. Without `vault` all copies are read as well, and one that is"
              + " damaged is made again; with it, only what is in that vault: a copy by itself is"
              + " `copy_verification`, and says nothing about the backup.")
  @ApiResponse(
      responseCode = "202",
      description = "The backup with the check that is under way.",
      content = @Content(schema = @Schema(implementation = BackupView.class)))
  HttpResponse<BackupView> verify(
      @BackupInPath String id,
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.VAULT, message = RequestPatterns.VAULT_MESSAGE)
          @Parameter(
              description = "Name of the only vault to read it from; left out: all that have it.",
              example = "offsite")
          String vault,
      Caller caller) {
    backups.verify(id, vault, caller.subject());
    return HttpResponse.<BackupView>accepted().body(views.of(backups.get(id)));
  }

  @Delete("/{id}")
  @Operation(
      operationId = "deleteBackup",
      summary = "Delete a backup",
      description =
          "Removes the backup from all its vaults for ever. What it shares with other backups stays, the"
              + " rest of its chunks is removed about an hour later. A backup that a restore or a check"
              + " uses cannot be deleted until that has ended, one that is held not until it"
              + " is released, and `latest` is not accepted.")
  @ApiResponse(responseCode = "204", description = "The backup is deleted.")
  HttpResponse<Void> delete(
      @Parameter(
              description = "Id of the backup; not `latest`.",
              example = RequestPatterns.BACKUP_EXAMPLE)
          String id,
      Caller caller) {
    backups.delete(id, caller.subject());
    return HttpResponse.noContent();
  }

  /**
   * Why a backup is held.
   *
   * @param reason why it must be kept, 1 to 300 characters on one line, for people who want to
   *     delete it
   */
  @Introspected
  record HoldRequest(
      @NotNull @Size(min = 1, max = 300) @Pattern(regexp = REASON, message = REASON_MESSAGE)
          String reason) {}

  @Post("/{id}/hold")
  @Operation(
      operationId = "holdBackup",
      summary = "Hold a backup",
      description =
          "Keeps the backup until it is released: no policy removes it, and deleting it is refused"
              + " with the reason. One that is held already gets the new reason.")
  @ApiResponse(responseCode = "200", description = "The backup, which is held.")
  BackupView hold(@BackupInPath String id, @Body @Valid HoldRequest request, Caller caller) {
    backups.hold(id, request.reason().strip(), caller.subject());
    return views.of(backups.get(id));
  }

  @Post("/{id}/release")
  @Operation(
      operationId = "releaseBackup",
      summary = "Release a backup that is held",
      description =
          "Ends the hold: the rules of its policy are for it again, and it can be deleted. A backup"
              + " that is not held stays as it is.")
  @ApiResponse(responseCode = "200", description = "The backup, which is not held any more.")
  BackupView release(@BackupInPath String id) {
    backups.release(id);
    return views.of(backups.get(id));
  }
}
