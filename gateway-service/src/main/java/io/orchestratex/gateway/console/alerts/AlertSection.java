package io.orchestratex.gateway.console.alerts;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Alerts in the navigation. */
@Singleton
final class AlertSection implements Section {

  static final String PATH = "/console/alerts";

  @Override
  public String title() {
    return "Alerts";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 60;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }
}
