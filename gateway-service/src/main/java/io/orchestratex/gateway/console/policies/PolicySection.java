package io.orchestratex.gateway.console.policies;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Policies in the navigation. */
@Singleton
final class PolicySection implements Section {

  static final String PATH = "/console/policies";

  @Override
  public String title() {
    return "Policies";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 32;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }
}
