package io.orchestratex.gateway.console.readiness;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Readiness in the navigation. */
@Singleton
final class ReadinessSection implements Section {

  static final String PATH = "/console/readiness";

  @Override
  public String title() {
    return "Readiness";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 44;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }
}
