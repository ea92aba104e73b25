package io.orchestratex.gateway.console.signins;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Sign-ins in the navigation. */
@Singleton
final class SignInSection implements Section {

  static final String PATH = "/console/sign-ins";

  @Override
  public String title() {
    return "Sign-ins";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 104;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.ADMIN);
  }
}
