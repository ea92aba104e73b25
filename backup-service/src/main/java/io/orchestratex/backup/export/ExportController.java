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
import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.catalog.Manifest.StoredFile;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.SelectiveExport;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.target.RestrictedDatabases;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import jakarta.annotation.security.RolesAllowed;
import java.io.IOException;
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
class ExportController {

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

  /**
   * One file.
   *
   * @param target whose part
   * @param database which one; left out, all that the target's backup has in one file
   */
  @Get("/{id}/export")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  HttpResponse<StreamedFile> export(
      String id,
      @Nullable @QueryValue String target,
      @Nullable @QueryValue String database,
      Caller caller) {
    Manifest manifest = backups.requireManifest(backups.getTaken(id).job().id());
    List<Part> parts = target == null ? List.of() : manifest.partsOf(List.of(target));
    if (parts.isEmpty()) {
      throw FailureException.invalid(
          "backup.target-unknown",
          "?target",
          "must name a part of backup " + manifest.id() + ": one of " + manifest.targets());
    }
    Part part = parts.getFirst();
    StoredFile file = chosen(part, database);
    String only = database == null || file.scope().equals(database) ? null : database;
    restricted.requireAdmin(
        caller,
        "backup.admin-only",
        "is exported",
        only != null ? List.of(only) : file.objects().stream().map(ObjectFact::name).toList());
    try {
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
              "attachment; filename=\"" + fileName(manifest, part, file.scope()) + "\"")
          .header("X-Content-SHA256", file.content().plainHash());
    } catch (DamagedArtifactException e) {
      throw FailureException.conflict("backup.damaged", "Nothing is exported: " + e.getMessage());
    } catch (IOException e) {
      throw FailureException.unavailable(
          "backup.vault-unavailable", "The vault does not answer: " + e.getMessage(), e);
    }
  }

  /** One database of a file that holds several; its length is unknown before its end. */
  private HttpResponse<StreamedFile> one(
      Manifest manifest, Part part, StoredFile file, String database) throws IOException {
    SelectiveExport engine = (SelectiveExport) engines.get(part.engine());
    return HttpResponse.ok(
            new StreamedFile(
                DatabaseExport.of(engine, catalog.open(manifest, file), database),
                MediaType.APPLICATION_OCTET_STREAM_TYPE))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"" + fileName(manifest, part, database) + "\"");
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

  private String fileName(Manifest manifest, Part part, String of) {
    String scope = of.equals(DumpedFile.ALL) ? "" : "-" + of.replaceAll("[^A-Za-z0-9_.-]", "_");
    return part.target() + scope + "-" + manifest.id() + engines.get(part.engine()).fileSuffix();
  }
}
