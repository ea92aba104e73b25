package io.orchestratex.backup.export;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.capture.BackupInPath;
import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.capture.RequestPatterns;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.target.RestrictedDatabases;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands a whole backup out as one archive of files that the engines' own tools read. */
@Controller("/api/v1/backups")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR})
@Tag(name = "Backups")
class ArchiveController {

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss").withZone(ZoneOffset.UTC);

  private final Backups backups;
  private final Catalog catalog;
  private final RestrictedDatabases restricted;
  private final Engines engines;

  ArchiveController(
      Backups backups, Catalog catalog, RestrictedDatabases restricted, Engines engines) {
    this.backups = backups;
    this.catalog = catalog;
    this.restricted = restricted;
    this.engines = engines;
  }

  @Get("/{id}/archive")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      operationId = "downloadBackupArchive",
      summary = "Download a backup as one archive",
      description =
          "A `.tar.gz` of what the engines' own tools read, decrypted:"
              + " `<backup>/<database>/<collection>.bson` with its `.metadata.json` for"
              + " `mongorestore --dir`, `<backup>/<database>/<database>.dump` for `pg_restore`."
              + " Where it holds several targets, each has a folder of its own above its databases."
              + " It is checked while it streams; where something is damaged, the connection breaks"
              + " off before its end, so that it cannot look complete. Databases of users and keys, and"
              + " the files of whole servers, are exported by admins only.")
  @ApiResponse(
      responseCode = "200",
      description = "The archive.",
      headers =
          @Header(
              name = "Content-Disposition",
              required = true,
              description = "A name for the file: when the backup was taken, in UTC.",
              schema =
                  @Schema(
                      type = "string",
                      example = "attachment; filename=\"2026-11-27_02-15-00.tar.gz\"")),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = "string", format = "binary")))
  HttpResponse<StreamedFile> archive(
      @BackupInPath String id,
      @Nullable
          @QueryValue
          @Parameter(
              description = "Id of the only target that is wanted; left out: all of the backup's.",
              example = "mongodb")
          String target,
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.VAULT, message = RequestPatterns.VAULT_MESSAGE)
          @Parameter(
              description =
                  "Name of the vault to read it from; left out: its own, or that of a copy where it"
                      + " cannot be read there.",
              example = "offsite")
          String vault,
      Caller caller) {
    Manifest manifest = backups.requireManifest(backups.getTaken(id).job().id(), vault);
    List<Part> parts = target == null ? manifest.held() : manifest.partsOf(List.of(target));
    if (parts.isEmpty()) {
      throw ExportFaults.noSuchPart(manifest);
    }
    ExportFaults.requireAdminFor(caller, parts, engines);
    restricted.requireAdmin(
        caller,
        "backup.admin-only",
        "is exported",
        parts.stream().flatMap(part -> part.objects().stream()).map(ObjectFact::name).toList());
    if (parts.stream().anyMatch(Part::holdsUsers)) {
      restricted.requireAdminForUsers(caller, "backup.admin-only", "is exported");
    }
    BackupArchive archive = new BackupArchive(catalog, engines, manifest, parts);
    try {
      return HttpResponse.ok(
              new StreamedFile(
                  PipedExport.of("archive-" + manifest.id(), archive::write),
                  MediaType.APPLICATION_OCTET_STREAM_TYPE))
          .header(
              HttpHeaders.CONTENT_DISPOSITION,
              "attachment; filename=\"" + NAME.format(manifest.createdAt()) + ".tar.gz\"");
    } catch (IOException e) {
      throw ExportFaults.refused(e);
    }
  }
}
