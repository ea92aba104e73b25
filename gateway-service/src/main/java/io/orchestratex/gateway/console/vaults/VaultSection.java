package io.orchestratex.gateway.console.vaults;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Vaults in the navigation. */
@Singleton
final class VaultSection implements Section {

  static final String PATH = "/console/vaults";

  @Override
  public String title() {
    return "Vaults";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 34;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }
}
