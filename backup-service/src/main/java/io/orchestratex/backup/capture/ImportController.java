package io.orchestratex.backup.capture;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
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
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
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
  private final Uploads uploads;
  private final Backups backups;
  private final Vaults vaults;
  private final BackupViews views;

  ImportController(
      Imports imports, Uploads uploads, Backups backups, Vaults vaults, BackupViews views) {
    this.imports = imports;
    this.uploads = uploads;
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
      summary = "Import what a stock tool has dumped",
      description =
          "Makes a backup of what mongodump has written, an archive (`--archive`, with or without"
              + " `--gzip`) or a folder, and answers at once. It is read to its end and checked in the"
              + " background: read the backup, at the address in `Location`, until its `state` is"
              + " `succeeded` or `failed`. What is cut, damaged or unpacks to more than"
              + " `import.max-bytes` fails, and nothing of it stays. The backup is of the kind"
              + " `imported`: it is verified and restored like others; policies do not count it and"
              + " `latest` does not mean it. Accounts, roles and the server's own databases are"
              + " left out and named. Into a target of SQLite, a database file is imported, with the"
              + " log (`-wal`) beside it; into one of Redis, an RDB file. What a target takes, it says"
              + " in `imports`.")
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
      @io.micronaut.http.annotation.Header(IdempotencyKey.HEADER) @Nullable @OrderKey
          String idempotencyKey,
      @Body @Valid ImportRequest request,
      Caller caller) {
    String key = IdempotencyKey.checked(idempotencyKey);
    return accepted(
        imports.order(
            new Imports.Wanted(
                request.target(),
                request.path(),
                null,
                vaults.chosen(request.vault(), "/vault"),
                request.label(),
                caller.subject()),
            key == null ? null : "import " + caller.subject() + " " + key));
  }

  private HttpResponse<BackupView> accepted(Job job) {
    return HttpResponse.<BackupView>accepted(URI.create("/api/v1/backups/" + job.id()))
        .body(views.of(backups.get(job.id())));
  }

  /**
   * What can be imported.
   *
   * @param folder the folder that dumps are read from, as seen by the service; absent when none is
   *     open
   * @param maxBytes how many bytes a dump may hold when it is unpacked
   * @param roomBytes how many bytes can be uploaded now
   */
  record ImportPlaces(@Nullable String folder, long maxBytes, long roomBytes) {}

  @Get
  @Operation(
      operationId = "getImportPlaces",
      summary = "Show what can be imported",
      description = "Where dumps are read from, and how large one may be that is uploaded.")
  @ApiResponse(responseCode = "200", description = "As things are.")
  ImportPlaces places() {
    return new ImportPlaces(imports.folder(), imports.limit(), uploads.room());
  }

  @Post(uri = "/upload", consumes = MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      operationId = "uploadBackup",
      summary = "Upload a dump of mongodump and import it",
      description =
          "The body is an archive of mongodump (`--archive`, with or without `--gzip`). It is refused"
              + " before it is read when its `Content-Length` is more than there is room for, or than"
              + " `import.max-bytes`. With `Content-Digest` what arrived is compared with it. What"
              + " broke off or differs leaves nothing. Then it is imported as by `importBackup`; the"
              + " upload is removed when that has ended. Requests of a caller with the same"
              + " `Idempotency-Key` make one backup. The gateway takes up to 64 GiB in up to 6 h.")
  @ApiResponse(
      responseCode = "202",
      description = "The dump has arrived and its import is ordered.",
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
  HttpResponse<BackupView> upload(
      @QueryValue
          @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
          @Parameter(description = "Id of the target that it is a dump of.", example = "mongodb")
          String target,
      @Nullable
          @QueryValue
          @Pattern(regexp = PATH, message = PATH_MESSAGE)
          @Parameter(description = "What messages call it.", example = "shop.archive.gz")
          String name,
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.LABEL, message = RequestPatterns.LABEL_MESSAGE)
          @Parameter(description = "A text to find it by.", example = "from the old server")
          String label,
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.VAULT, message = RequestPatterns.VAULT_MESSAGE)
          @Parameter(
              description = "Name of the vault to keep it in; left out: the default vault.",
              example = "default")
          String vault,
      @io.micronaut.http.annotation.Header("Content-Digest")
          @Nullable
          @Parameter(
              description = "SHA-256 of the body, as RFC 9530 says.",
              example = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")
          String contentDigest,
      @io.micronaut.http.annotation.Header(IdempotencyKey.HEADER) @Nullable @OrderKey
          String idempotencyKey,
      @Body InputStream dump,
      HttpRequest<?> request,
      Caller caller) {
    Imports.Wanted wanted =
        new Imports.Wanted(
            target,
            name == null ? "the upload" : name,
            Uploads.id(caller.subject(), IdempotencyKey.checked(idempotencyKey)),
            vaults.chosen(vault, "?vault"),
            label,
            caller.subject());
    try (dump) { // What was not read would be in the way of the connection's next request.
      return accepted(uploaded(wanted, request.getContentLength(), contentDigest, dump));
    } catch (IOException e) {
      throw FailureException.unavailable(
          "backup.import-cut", "The upload broke off; send the file again.", e);
    }
  }

  private Job uploaded(
      Imports.Wanted wanted, long length, @Nullable String digest, InputStream dump) {
    String id = String.valueOf(wanted.upload());
    Optional<Job> before = uploads.ordered(id);
    if (before.isPresent()) {
      return before.get();
    }
    var _ = imports.importable(wanted.target(), wanted.vault(), "?target");
    uploads.receive(new Uploads.Sent(id, length, Uploads.Sent.sha256(digest)), dump);
    return imports.order(wanted, Uploads.key(id));
  }
}
