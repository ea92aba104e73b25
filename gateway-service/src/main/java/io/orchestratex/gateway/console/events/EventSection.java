package io.orchestratex.gateway.console.events;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Events in the navigation. */
@Singleton
final class EventSection implements Section {

  static final String PATH = "/console/events";

  @Override
  public String title() {
    return "Events";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 90;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }

  @Override
  public List<String> assets() {
    return List.of("events.js");
  }
}
