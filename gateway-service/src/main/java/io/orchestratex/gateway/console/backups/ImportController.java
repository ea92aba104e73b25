package io.orchestratex.gateway.console.backups;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.backup.Backup;
import io.orchestratex.gateway.console.service.backup.BackupApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Imports of what stock tools have written: {@code import.jte}. What comes of one is a backup's
 * page.
 */
@Controller(ImportController.PATH)
@RolesAllowed(Role.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class ImportController {

  static final String PATH = BackupSection.PATH + "/import";

  private final BackupApi api;
  private final Parts parts;
  private final Pages pages;

  ImportController(BackupApi api, Parts parts, Pages pages) {
    this.api = api;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * What was typed.
   *
   * @param key makes sending it twice order one import
   * @param problem why it is not accepted; null while nothing is wrong
   */
  record Typed(
      String path,
      String target,
      String label,
      String vault,
      String key,
      @Nullable String problem) {}

  /**
   * What the page shows.
   *
   * @param targets those that dumps can be of
   */
  record ImportView(
      Part<BackupApi.ImportPlaces> places,
      List<BackupApi.Target> targets,
      List<BackupApi.Vault> vaults,
      Typed typed) {}

  @Get
  HttpResponse<byte[]> form(Visit visit) {
    return form(
        visit, HttpStatus.OK, new Typed("", "", "", "", UUID.randomUUID().toString(), null));
  }

  private HttpResponse<byte[]> form(Visit visit, HttpStatus status, Typed typed) {
    var places = parts.begin(visit, () -> api.importPlaces(visit));
    var targets = parts.begin(visit, () -> api.targets(visit));
    var vaults = parts.begin(visit, () -> api.vaults(visit));
    Part<List<BackupApi.Target>> known = targets.get();
    Part<List<BackupApi.Vault>> kept = vaults.get();
    return pages.page(
        status,
        visit,
        "backups/import.jte",
        new ImportView(
            places.get(),
            known.isLoaded()
                ? known.get().stream().filter(target -> target.imports() != null).toList()
                : List.of(),
            kept.isLoaded() ? kept.get() : List.of(),
            typed));
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> order(Visit visit, Form form) {
    try {
      Backup backup =
          api.importDump(
              visit,
              form.text("path"),
              form.text("target"),
              form.text("label"),
              form.text("vault"),
              form.text("key"));
      return pages.after(
          new Flash(true, "Import " + backup.id() + " is ordered."),
          BackupSection.PATH + "/" + backup.id());
    } catch (ServiceFault e) {
      return form(
          visit,
          HttpStatus.valueOf(e.status()),
          new Typed(
              form.exact("path"),
              form.exact("target"),
              form.exact("label"),
              form.exact("vault"),
              form.exact("key"),
              e.errors().isEmpty() ? e.detail() : String.join("; ", e.errorTexts())));
    }
  }
}
