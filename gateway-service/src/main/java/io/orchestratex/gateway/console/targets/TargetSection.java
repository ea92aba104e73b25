package io.orchestratex.gateway.console.targets;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Targets in the navigation. */
@Singleton
final class TargetSection implements Section {

  static final String PATH = "/console/targets";

  @Override
  public String title() {
    return "Targets";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 36;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }
}
