package io.orchestratex.session.apidocs;

import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Serves the API document that the build wrote, for the gateway to merge. */
@Hidden
@Controller("/swagger")
@ExecuteOn(TaskExecutors.BLOCKING)
@PermitAll
final class ApiDocumentController {

  private final ResourceResolver resources;

  ApiDocumentController(ResourceResolver resources) {
    this.resources = resources;
  }

  @Get("/openapi.yml")
  HttpResponse<String> document() {
    try (InputStream document =
        resources
            .getResourceAsStream("classpath:META-INF/swagger/openapi.yml")
            .orElseThrow(() ->
                FailureException.notFound("apidocs.missing", "This build has no API document."))) {
      return HttpResponse.ok(
              new String(document.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .contentType(MediaType.of("application/yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
