package io.orchestratex.gateway.console.restores;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Restores in the navigation. */
@Singleton
final class RestoreSection implements Section {

  static final String PATH = "/console/restores";

  @Override
  public String title() {
    return "Restores";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 40;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }

  @Override
  public List<String> assets() {
    return List.of("restores.css");
  }
}
