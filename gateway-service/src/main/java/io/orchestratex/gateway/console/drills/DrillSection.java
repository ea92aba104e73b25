package io.orchestratex.gateway.console.drills;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Drills in the navigation. */
@Singleton
final class DrillSection implements Section {

  static final String PATH = "/console/drills";

  @Override
  public String title() {
    return "Drills";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 42;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }
}
