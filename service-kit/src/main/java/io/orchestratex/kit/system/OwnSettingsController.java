package io.orchestratex.kit.system;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.settings.SettingsInForce;
import io.orchestratex.kit.settings.SettingsInForce.Group;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;

/** The settings that this service runs with, which the gateway gathers. */
@Controller("/api/v1/${micronaut.application.name}/system/settings")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.ADMIN)
@Hidden
final class OwnSettingsController {

  private final SettingsInForce settings;

  OwnSettingsController(SettingsInForce settings) {
    this.settings = settings;
  }

  @Get
  List<Group> settings() {
    return settings.groups();
  }
}
