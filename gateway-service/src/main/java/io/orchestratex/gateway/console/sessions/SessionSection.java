package io.orchestratex.gateway.console.sessions;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Sessions in the navigation. */
@Singleton
final class SessionSection implements Section {

  static final String PATH = "/console/sessions";

  @Override
  public String title() {
    return "Sessions";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 20;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST, Role.AGENT);
  }

  @Override
  public List<String> assets() {
    return List.of("sessions.css", "ask.js");
  }
}
