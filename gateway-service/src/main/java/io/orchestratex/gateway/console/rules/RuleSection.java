package io.orchestratex.gateway.console.rules;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Rules in the navigation. */
@Singleton
final class RuleSection implements Section {

  static final String PATH = "/console/rules";

  @Override
  public String title() {
    return "Rules";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 62;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }
}
