package io.orchestratex.gateway.console.cases;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Cases in the navigation. */
@Singleton
final class CaseSection implements Section {

  static final String PATH = "/console/cases";

  @Override
  public String title() {
    return "Cases";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 70;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }
}
