package io.orchestratex.gateway.console.live;

import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;

/** Who hears of what: as much as the services would let them read. */
final class LiveRules {

  private LiveRules() {}

  static boolean mayHear(LiveEvent event, Caller caller) {
    return caller.hasAnyRole(Role.OPERATOR, Role.ANALYST)
        || (caller.hasAnyRole(Role.AGENT) && caller.subject().equals(event.owner()));
  }
}
