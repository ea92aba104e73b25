package io.orchestratex.gateway.console.system;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** The system in the navigation. */
@Singleton
final class SystemSection implements Section {

  static final String PATH = "/console/system";

  @Override
  public String title() {
    return "System";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 110;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR);
  }
}
