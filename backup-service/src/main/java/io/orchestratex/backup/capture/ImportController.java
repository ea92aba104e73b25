package io.orchestratex.backup.capture;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.idempotency.IdempotencyKey;
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
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Takes over what stock tools have dumped. */
@Controller("/api/v1/backups/import")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.ADMIN)
@Tag(name = "Backups")
class ImportController {

  private static final String PATH = "[^\\p{Cc}\\p{Cs}]{1,1000}";
  private static final String PATH_MESSAGE =
      "must be a path of 1 to 1000 characters, without control characters";

  private final Imports imports;
  private final Backups backups;
  private final Vaults vaults;
  private final BackupViews views;

  ImportController(Imports imports, Backups backups, Vaults vaults, BackupViews views) {
    this.imports = imports;
    this.backups = backups;
    this.vaults = vaults;
    this.views = views;
  }

  /**
   * What to import.
   *
   * @param path the dump, as seen by the service: a file or folder below the folder that the
   *     setting {@code import.folder} opens, relative to it or as a whole
   * @param target id of the target that it is a dump of; a restore goes there
   * @param label a text to find it by, 1 to 100 characters on one line; null or left out for none
   * @param vault name of the vault to keep it in; left out, the default vault
   */
  @Introspected
  record ImportRequest(
      @NotNull @Pattern(regexp = PATH, message = PATH_MESSAGE) String path,
      @NotNull @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
          String target,
      @Nullable @Pattern(regexp = RequestPatterns.LABEL, message = RequestPatterns.LABEL_MESSAGE)
          String label,
      @Nullable @Pattern(regexp = RequestPatterns.VAULT, message = RequestPatterns.VAULT_MESSAGE)
          String vault) {}

  @Post
  @Operation(
      operationId = "importBackup",
      summary = "Import a dump of mongodump, or a SQLite file",
      description =
          "Makes a backup of what mongodump has written, an archive (`--archive`, with or without"
              + " `--gzip`) or a folder, and answers at once. It is read to its end and checked in the"
              + " background: read the backup, at the address in `Location`, until its `state` is"
              + " `succeeded` or `failed`. What is cut, damaged or unpacks to more than"
              + " `import.max-bytes` fails, and nothing of it stays. The backup is of the kind"
              + " `imported`: it is verified and restored like others; policies do not count it and"
              + " `latest` does not mean it. Accounts, roles and the server's own databases are"
              + " left out and named. Into a target of SQLite, a database file is imported, with the"
              + " log (`-wal`) beside it.")
  @ApiResponse(
      responseCode = "202",
      description = "The import is ordered.",
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
      @io.micronaut.http.annotation.Header(IdempotencyKey.HEADER)
          @Nullable
          @Parameter(
              description =
                  "Names the order, 1 to 255 visible ASCII characters: draw a new one for each order"
                      + " and send it again with each repetition.",
              example = "0b9f7c5e-7a34-4d4b-8a35-6d9d3b0d6a52")
          String idempotencyKey,
      @Body @Valid ImportRequest request,
      Caller caller) {
    Job job =
        imports.order(
            request.target(),
            request.path(),
            vaults.chosen(request.vault(), "/vault"),
            request.label(),
            caller.subject(),
            IdempotencyKey.checked(idempotencyKey));
    return HttpResponse.<BackupView>accepted(URI.create("/api/v1/backups/" + job.id()))
        .body(views.of(backups.get(job.id())));
  }
}
