package io.orchestratex.gateway.console.maintenance;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Maintenance in the navigation. */
@Singleton
final class MaintenanceSection implements Section {

  static final String PATH = "/console/maintenance";

  @Override
  public String title() {
    return "Maintenance";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 105;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }
}
