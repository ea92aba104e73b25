package io.orchestratex.gateway.console.frame;

import io.orchestratex.kit.access.Caller;
import java.util.List;

/** Why something is not offered. */
final class Refusals {

  private Refusals() {}

  static String missing(Caller caller, List<String> roles) {
    String mine =
        caller.roles().isEmpty()
            ? "no role"
            : "the role " + String.join(", ", caller.roles().stream().sorted().toList());
    return "This needs the role "
        + String.join(" or ", roles)
        + "; "
        + caller.name()
        + " has "
        + mine
        + ". Ask an admin.";
  }
}
