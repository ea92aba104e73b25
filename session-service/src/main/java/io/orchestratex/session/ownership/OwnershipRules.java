package io.orchestratex.session.ownership;

import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with whose sessions, agents and tasks: the owner everything, an admin too;
 * operators and analysts read all; for all others, what another owns does not exist.
 */
public final class OwnershipRules {

  private OwnershipRules() {}

  public static boolean mayReadAll(Caller caller) {
    return caller.hasAnyRole(Role.OPERATOR, Role.ANALYST);
  }

  public static boolean mayRead(Caller caller, String ownerId) {
    return caller.subject().equals(ownerId) || mayReadAll(caller);
  }

  /** Whose things a list is narrowed to; null when the caller may read all. */
  public static @Nullable String readableOwner(Caller caller) {
    return mayReadAll(caller) ? null : caller.subject();
  }

  /**
   * Refuses a caller that may read but not write; one that may not read was refused as not found.
   *
   * @param thing what is owned, in a word: it is said and begins the code of the refusal
   */
  public static void requireWrite(Caller caller, String ownerId, String thing) {
    if (!caller.subject().equals(ownerId) && !caller.hasAnyRole()) {
      throw FailureException.forbidden(
          thing + ".not-owner", "Only its owner or an admin may change this " + thing + ".");
    }
  }
}
