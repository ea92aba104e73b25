package io.orchestratex.gateway.console.users;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Users in the navigation. */
@Singleton
final class UserSection implements Section {

  static final String PATH = "/console/users";

  @Override
  public String title() {
    return "Users";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 100;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.ADMIN);
  }
}
