package io.orchestratex.gateway.console.apikeys;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** API keys in the navigation. */
@Singleton
final class ApiKeySection implements Section {

  static final String PATH = "/console/api-keys";

  @Override
  public String title() {
    return "API keys";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 102;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST, Role.AGENT);
  }

  @Override
  public List<String> assets() {
    return List.of("api-keys.js");
  }
}
