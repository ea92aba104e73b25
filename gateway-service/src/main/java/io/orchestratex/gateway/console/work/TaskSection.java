package io.orchestratex.gateway.console.work;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Tasks in the navigation. */
@Singleton
final class TaskSection implements Section {

  static final String PATH = "/console/tasks";

  @Override
  public String title() {
    return "Tasks";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 24;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST, Role.AGENT);
  }
}
