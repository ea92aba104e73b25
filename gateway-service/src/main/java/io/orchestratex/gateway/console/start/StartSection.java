package io.orchestratex.gateway.console.start;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** The start page in the navigation; {@code /console} leads to it, as it is the first. */
@Singleton
final class StartSection implements Section {

  static final String PATH = "/console/start";

  @Override
  public String title() {
    return "Start";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 10;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST, Role.AGENT);
  }

  @Override
  public List<String> assets() {
    return List.of("start.css");
  }
}
