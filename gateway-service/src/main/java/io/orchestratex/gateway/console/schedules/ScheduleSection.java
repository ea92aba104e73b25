package io.orchestratex.gateway.console.schedules;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Schedules in the navigation. */
@Singleton
final class ScheduleSection implements Section {

  static final String PATH = "/console/schedules";

  @Override
  public String title() {
    return "Schedules";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 80;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }
}
