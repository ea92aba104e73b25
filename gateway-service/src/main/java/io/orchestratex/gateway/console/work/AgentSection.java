package io.orchestratex.gateway.console.work;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Agents in the navigation. */
@Singleton
final class AgentSection implements Section {

  static final String PATH = "/console/agents";

  @Override
  public String title() {
    return "Agents";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 22;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST, Role.AGENT);
  }
}
