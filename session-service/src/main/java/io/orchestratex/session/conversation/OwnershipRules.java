package io.orchestratex.session.conversation;

import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;

/**
 * Who may do what with whose session: the owner everything, an admin too; operators and analysts
 * read all; to anybody else the session does not exist.
 */
final class OwnershipRules {

  private OwnershipRules() {}

  static boolean mayReadAll(Caller caller) {
    return caller.hasAnyRole(Role.OPERATOR, Role.ANALYST);
  }

  static boolean mayRead(Caller caller, String ownerId) {
    return caller.subject().equals(ownerId) || mayReadAll(caller);
  }

  /** Refuses a writer who may read: who may not even read was told that nothing is there. */
  static void requireWrite(Caller caller, String ownerId) {
    if (!caller.subject().equals(ownerId) && !caller.hasAnyRole()) {
      throw FailureException.forbidden(
          "session.not-owner", "Only its owner or an admin may change this session.");
    }
  }
}
