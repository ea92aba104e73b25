package io.orchestratex.kit.system;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.settings.SettingsInForce;
import io.orchestratex.kit.settings.SettingsInForce.Group;
import io.orchestratex.kit.system.OwnSystem.Part;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;

/** This service's part of {@code /api/v1/system}, which the gateway gathers. */
@Controller("/api/v1/${micronaut.application.name}/system")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.OPERATOR)
@Hidden
final class OwnSystemController {

  private final OwnSystem system;
  private final SettingsInForce settings;

  OwnSystemController(OwnSystem system, SettingsInForce settings) {
    this.system = system;
    this.settings = settings;
  }

  @Get
  Part part() {
    return system.part();
  }

  @Get("/settings")
  @RolesAllowed(Role.ADMIN)
  List<Group> settings() {
    return settings.groups();
  }
}
