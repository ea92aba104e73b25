package io.orchestratex.kit.system;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.system.OwnSystem.Part;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;

/** This service's part of {@code /api/v1/system}, which the gateway gathers. */
@Controller("/api/v1/${micronaut.application.name}/system")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.OPERATOR)
@Hidden
final class OwnSystemController {

  private final OwnSystem system;

  OwnSystemController(OwnSystem system) {
    this.system = system;
  }

  @Get
  Part part() {
    return system.part();
  }
}
