package io.orchestratex.gateway.console.backups;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.backup.Backup;
import io.orchestratex.gateway.console.service.backup.BackupApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands a dump of a person's machine on as it comes; {@code upload.js} sends it. */
@Controller(BackupSection.PATH + "/import/upload")
@RolesAllowed(Role.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.APPLICATION_JSON)
@Hidden
class UploadController {

  private final BackupApi api;

  UploadController(BackupApi api) {
    this.api = api;
  }

  @Post
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  HttpResponse<Map<String, String>> upload(
      Visit visit,
      @QueryValue String target,
      @Nullable @QueryValue String name,
      @Nullable @QueryValue String label,
      @Nullable @QueryValue String vault,
      @Nullable @QueryValue String key,
      @Body InputStream dump,
      HttpRequest<?> request) {
    try {
      Backup backup =
          api.upload(
              visit,
              new BackupApi.Upload(target, name, label, vault, key),
              dump,
              request.getContentLength());
      return HttpResponse.<Map<String, String>>accepted()
          .body(Map.of("location", BackupSection.PATH + "/" + backup.id()));
    } catch (ServiceFault e) {
      String detail = e.errors().isEmpty() ? e.detail() : String.join("; ", e.errorTexts());
      return HttpResponse.<Map<String, String>>status(HttpStatus.valueOf(e.status()))
          .body(Map.of("detail", detail));
    }
  }
}
