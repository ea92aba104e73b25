package io.orchestratex.gateway.console.users;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.kit.access.Role;
import java.util.List;

/** What the pages about users say. */
final class UserViews {

  static final List<String> ROLES = List.of(Role.ADMIN, Role.OPERATOR, Role.ANALYST, Role.AGENT);

  private UserViews() {}

  /** What a role allows. */
  static String meaning(String role) {
    return switch (role) {
      case Role.ADMIN -> "may do everything, users included";
      case Role.OPERATOR -> "runs backups, restores, rules, alerts and cases";
      case Role.ANALYST -> "reads everything and changes nothing";
      case Role.AGENT -> "works in its own sessions";
      default -> "";
    };
  }

  static Badge state(boolean enabled) {
    return enabled ? new Badge(Tone.GOOD, "enabled") : new Badge(Tone.WARN, "disabled");
  }

  /** The path of a user's page. */
  static String path(String id) {
    return Address.of(UserSection.PATH + "/{}", id).toString();
  }
}
