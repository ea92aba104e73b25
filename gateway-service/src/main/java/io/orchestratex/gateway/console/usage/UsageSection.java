package io.orchestratex.gateway.console.usage;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Usage in the navigation. */
@Singleton
final class UsageSection implements Section {

  static final String PATH = "/console/usage";

  @Override
  public String title() {
    return "Usage";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 26;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST, Role.AGENT);
  }
}
