package io.orchestratex.kit.apidocs;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.PermitAll;

/** Shows a service's API document to everybody; the gateway merges those of all services. */
@Controller("/swagger/openapi.yml")
@PermitAll
@ExecuteOn(TaskExecutors.BLOCKING)
@Hidden
final class OwnApiDocumentController {

  private final OwnApiDocument document;

  OwnApiDocumentController(OwnApiDocument document) {
    this.document = document;
  }

  @Get
  @Produces("application/yaml")
  String yaml() {
    return document.yaml();
  }
}
