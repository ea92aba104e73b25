package io.orchestratex.alert;

import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.server.types.files.StreamedFile;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.PermitAll;

/** Serves the service's OpenAPI document. */
@Controller("/swagger/openapi.yml")
@PermitAll
@Hidden
final class ApiDocumentController {

  private final ResourceResolver resources;

  ApiDocumentController(ResourceResolver resources) {
    this.resources = resources;
  }

  @Get(produces = "application/yaml")
  HttpResponse<StreamedFile> document() {
    return resources
        .getResourceAsStream("classpath:META-INF/swagger/openapi.yml")
        .<HttpResponse<StreamedFile>>map(
            stream -> HttpResponse.ok(new StreamedFile(stream, MediaType.of("application/yaml"))))
        .orElseGet(HttpResponse::notFound);
  }
}
