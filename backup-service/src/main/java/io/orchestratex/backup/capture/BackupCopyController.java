package io.orchestratex.backup.capture;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.copy.CopyOrders;
import io.orchestratex.backup.copy.Places;
import io.orchestratex.backup.hold.Importance;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.InstantSource;

/** Copies of backups in further vaults, and which backups are important, over HTTP. */
@Controller("/api/v1/backups/{id}")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR})
@Tag(name = "Backups")
class BackupCopyController {

  private final Backups backups;
  private final BackupViews views;
  private final BackupRemoval removal;
  private final CopyOrders orders;
  private final Places places;
  private final Importance importance;
  private final Vaults vaults;
  private final InstantSource clock;

  BackupCopyController(
      Backups backups,
      BackupViews views,
      BackupRemoval removal,
      CopyOrders orders,
      Places places,
      Importance importance,
      Vaults vaults,
      InstantSource clock) {
    this.backups = backups;
    this.views = views;
    this.removal = removal;
    this.orders = orders;
    this.places = places;
    this.importance = importance;
    this.vaults = vaults;
    this.clock = clock;
  }

  /**
   * Where to copy a backup to.
   *
   * @param vault name of the vault that gets the copy
   */
  @Introspected
  record CopyRequest(
      @NotNull @Pattern(regexp = RequestPatterns.VAULT, message = RequestPatterns.VAULT_MESSAGE)
          String vault) {}

  @Post("/copies")
  @Operation(
      operationId = "copyBackup",
      summary = "Copy a backup to another vault",
      description =
          "Orders a copy and answers at once. It is made in the background: only what the other"
              + " vault lacks is sent, everything is read back, and the copy is whole by itself,"
              + " with keys of its own. Read the backup until the vault's entry in `copies` is"
              + " `complete`. A copy that fails, or whose vault is away, is tried again until it is"
              + " there; one that is there or under way already is not made twice.")
  @ApiResponse(
      responseCode = "202",
      description = "The backup with its copies.",
      content = @Content(schema = @Schema(implementation = BackupView.class)))
  HttpResponse<BackupView> copy(
      @BackupInPath String id, @Body @Valid CopyRequest request, Caller caller) {
    Job backup = backups.getTaken(id).job();
    String vault = vaults.chosen(request.vault(), "/vault");
    if (places.home(backup.id()).filter(vault::equals).isPresent()) {
      throw FailureException.invalid(
          "backup.copy-at-home",
          "/vault",
          "is the vault that the backup is in; name another one of " + vaults.names());
    }
    var _ = orders.want(backup, vault, caller.subject());
    return HttpResponse.<BackupView>accepted().body(views.of(backups.get(backup.id())));
  }

  @Delete("/copies/{vault}")
  @Operation(
      operationId = "deleteBackupCopy",
      summary = "Delete a backup from one vault",
      description =
          "Removes the backup from one vault for ever, while another one keeps it; one that is"
              + " being copied there is not any more. Also its own vault can be named: its best"
              + " copy becomes the backup. What is known to be whole in no other vault is refused,"
              + " as are backups that are held or in use.")
  @ApiResponse(responseCode = "200", description = "The backup, which other vaults still have.")
  BackupView delete(
      @Parameter(
              description = "Id of the backup; not `latest`.",
              example = RequestPatterns.BACKUP_EXAMPLE)
          String id,
      @Parameter(description = "Name of the vault.", example = "offsite") String vault,
      Caller caller) {
    String backup = backups.getTaken(Backups.ownId(id)).job().id();
    removal.removeCopy(backup, vault, caller.subject());
    return views.of(backups.get(backup));
  }

  @Put("/important")
  @Operation(
      operationId = "markBackupImportant",
      summary = "Mark a backup as important",
      description =
          "No rule of a policy removes an important backup or its copies, and policies that archive"
              + " important backups copy it. A person can still delete it. One that is marked"
              + " already stays so.")
  @ApiResponse(responseCode = "200", description = "The backup, which is important.")
  BackupView mark(@BackupInPath String id, Caller caller) {
    String backup = backups.getTaken(id).job().id();
    importance.mark(backup, caller.subject(), clock.instant());
    return views.of(backups.get(backup));
  }

  @Delete("/important")
  @Operation(
      operationId = "unmarkBackupImportant",
      summary = "Take the mark from an important backup",
      description =
          "The rules of its policy are for it again. Its copies stay until a rule removes them. A"
              + " backup that is not important stays as it is.")
  @ApiResponse(responseCode = "200", description = "The backup, which is not important any more.")
  BackupView unmark(@BackupInPath String id) {
    String backup = backups.get(id).job().id();
    importance.unmark(backup);
    return views.of(backups.get(backup));
  }
}
