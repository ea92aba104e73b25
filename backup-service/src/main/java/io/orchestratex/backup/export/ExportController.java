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
import io.orchestratex.backup.catalog.Manifest.StoredFile;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.ScriptExport;
import io.orchestratex.backup.engine.SelectiveExport;
import io.orchestratex.backup.pipeline.ArtifactInput;
import io.orchestratex.backup.target.RestrictedDatabases;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
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
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Hands a file of a backup out as the engine's own tools read it. It is checked while it streams:
 * its length and SHA-256 ({@code X-Content-SHA256}) are sent beforehand, and a file that is not
 * what its manifest says breaks the connection off before its end, so that it cannot look complete.
 */
@Controller("/api/v1/backups")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR})
@Tag(name = "Backups")
class ExportController {

  /** The form that the engine's own tools restore. */
  private static final String DUMP = "dump";

  private final Backups backups;
  private final Catalog catalog;
  private final RestrictedDatabases restricted;
  private final Engines engines;

  ExportController(
      Backups backups, Catalog catalog, RestrictedDatabases restricted, Engines engines) {
    this.backups = backups;
    this.catalog = catalog;
    this.restricted = restricted;
    this.engines = engines;
  }

  @Get("/{id}/export")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      operationId = "exportBackup",
      summary = "Download a file of a backup",
      description =
          "Decrypted and in the form that the engine's own tools read: a custom dump for"
              + " `pg_restore`, or its SQL for `psql`, an archive for `mongorestore --archive`, a tar that `pg_verifybackup` accepts of a physical backup. It is checked while it"
              + " streams; a file that is damaged breaks the connection off before its end, so that"
              + " it cannot look complete. Databases of users and keys, and the files of whole servers, are"
              + " exported by admins only.")
  @ApiResponse(
      responseCode = "200",
      description = "The file.",
      headers = {
        @Header(
            name = "Content-Disposition",
            required = true,
            description = "A name for the file.",
            schema =
                @Schema(
                    type = "string",
                    example = "attachment; filename=\"postgresql-shop-20261127_021500.dump\"")),
        @Header(
            name = "Content-Length",
            description =
                "Length of a file as it is stored; unknown of one database of a file that holds"
                    + " several.",
            schema = @Schema(type = "integer", format = "int64", example = "48213")),
        @Header(
            name = "X-Content-SHA256",
            description =
                "SHA-256 of the content in hexadecimal digits; absent where the length is unknown.",
            schema =
                @Schema(
                    type = "string",
                    pattern = "^[0-9a-f]{64}$",
                    example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"))
      },
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = "string", format = "binary")))
  HttpResponse<StreamedFile> export(
      @BackupInPath String id,
      @Nullable
          @QueryValue
          @Parameter(
              description = "Id of the target whose part is wanted; always needed.",
              example = "postgresql",
              required = true)
          String target,
      @Nullable
          @QueryValue
          @Parameter(
              description =
                  "Name of the database that is wanted. It may be left out where the part has one"
                      + " file only, which is then sent whole.",
              example = "shop")
          String database,
      @Nullable
          @QueryValue
          @Parameter(
              description =
                  "In which form: `dump`, which the engine's own tools restore and is meant where"
                      + " it is left out, or `sql`, which `psql`, or `sqlite3` of a SQLite file, loads"
                      + " into an empty database, or `cypher`, which `cypher-shell` loads into an"
                      + " empty database of Neo4j.",
              example = "dump",
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {DUMP, "sql", "cypher"}))
          String format,
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
    List<Part> parts = target == null ? List.of() : manifest.partsOf(List.of(target));
    if (parts.isEmpty()) {
      throw ExportFaults.noSuchPart(manifest);
    }
    Part part = parts.getFirst();
    ExportFaults.requireAdminFor(caller, parts, engines);
    StoredFile file = chosen(part, database);
    String only = database == null || file.scope().equals(database) ? null : database;
    restricted.requireAdmin(
        caller,
        "backup.admin-only",
        "is exported",
        only != null ? List.of(only) : file.objects().stream().map(ObjectFact::name).toList());
    if (only == null ? file.holdsUsers() : file.holdsUsersIn(only)) {
      restricted.requireAdminForUsers(caller, "backup.admin-only", "is exported");
    }
    try {
      if (format != null && !format.equals(DUMP)) {
        return script(manifest, part, file, format);
      }
      if (only != null) {
        return one(manifest, part, file, only);
      }
      StreamedFile stream =
          new StreamedFile(
              new CheckedExport(catalog.open(manifest, file)),
              MediaType.APPLICATION_OCTET_STREAM_TYPE);
      return HttpResponse.ok(stream)
          .header(HttpHeaders.CONTENT_LENGTH, Long.toString(file.content().plainBytes()))
          .header(
              HttpHeaders.CONTENT_DISPOSITION,
              "attachment; filename=\""
                  + fileName(manifest, part, file.scope(), fileSuffix(part))
                  + "\"")
          .header("X-Content-SHA256", file.content().plainHash());
    } catch (IOException e) {
      throw ExportFaults.refused(e);
    }
  }

  /** A file as a script of its engine's client; its length is unknown before its end. */
  private HttpResponse<StreamedFile> script(
      Manifest manifest, Part part, StoredFile file, String format) throws IOException {
    if (part.isPhysical()
        || !(engines.get(part.engine()) instanceof ScriptExport engine)
        || !engine.scriptSuffix().equals("." + format)) {
      throw FailureException.invalid(
          "backup.format-unknown",
          "?format",
          "is not a form of " + part.engine() + "; it must be one of " + formats(part));
    }
    ArtifactInput in = catalog.open(manifest, file);
    return streamed(
        PipedExport.of(
            "script-" + manifest.id(),
            out -> {
              try (in) {
                engine.script(in, part.serverVersion(), out, ProgressMonitor.NONE);
                in.finish();
              }
            }),
        fileName(manifest, part, file.scope(), engine.scriptSuffix()));
  }

  private List<String> formats(Part part) {
    return !part.isPhysical() && engines.get(part.engine()) instanceof ScriptExport engine
        ? List.of(DUMP, engine.scriptSuffix().substring(1))
        : List.of(DUMP);
  }

  /** One database of a file that holds several; its length is unknown before its end. */
  private HttpResponse<StreamedFile> one(
      Manifest manifest, Part part, StoredFile file, String database) throws IOException {
    SelectiveExport engine = (SelectiveExport) engines.get(part.engine());
    ArtifactInput in = catalog.open(manifest, file);
    return streamed(
        PipedExport.of(
            "export-" + database,
            out -> {
              try (in) {
                engine.export(in, database, out, ProgressMonitor.NONE);
                in.finish();
              }
            }),
        fileName(manifest, part, database, fileSuffix(part)));
  }

  private static HttpResponse<StreamedFile> streamed(InputStream export, String name) {
    return HttpResponse.ok(new StreamedFile(export, MediaType.APPLICATION_OCTET_STREAM_TYPE))
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
  }

  private StoredFile chosen(Part part, @Nullable String database) {
    List<String> scopes = part.files().stream().map(StoredFile::scope).toList();
    if (database == null) {
      if (scopes.size() == 1) {
        return part.files().getFirst();
      }
      throw FailureException.invalid(
          "backup.database-missing", "?database", "must be one of " + scopes);
    }
    return part.files().stream()
        .filter(file -> file.scope().equals(database) || holds(part, file, database))
        .findFirst()
        .orElseThrow(() ->
            FailureException.invalid(
                "backup.database-unknown",
                "?database",
                "is not in this part of the backup; it has " + databases(part)));
  }

  private boolean holds(Part part, StoredFile file, String database) {
    return file.scope().equals(DumpedFile.ALL)
        && engines.get(part.engine()) instanceof SelectiveExport
        && databases(part).contains(database);
  }

  private static Set<String> databases(Part part) {
    Set<String> names = new TreeSet<>();
    part.files()
        .forEach(file -> {
          if (file.scope().equals(DumpedFile.ALL)) {
            file.objects()
                .forEach(
                    object -> names.add(object.name().substring(0, object.name().indexOf('.'))));
          } else {
            names.add(file.scope());
          }
        });
    return names;
  }

  private String fileSuffix(Part part) {
    return ExportFaults.suffixOf(part, engines);
  }

  private static String fileName(Manifest manifest, Part part, String of, String suffix) {
    String scope = of.equals(DumpedFile.ALL) ? "" : "-" + of.replaceAll("[^A-Za-z0-9_.-]", "_");
    return part.target() + scope + "-" + manifest.id() + suffix;
  }
}
