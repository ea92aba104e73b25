package io.orchestratex.kit.access;

/** Names of the roles that a token may carry, for {@code @RolesAllowed}. */
public final class Role {
  /** May do everything. */
  public static final String ADMIN = "admin";

  /** Runs backups, restores, rules, alerts and cases. */
  public static final String OPERATOR = "operator";

  /** Reads everything. */
  public static final String ANALYST = "analyst";

  /** Works in its own sessions. */
  public static final String AGENT = "agent";

  /** Reads metrics in Prometheus form, nothing else. */
  public static final String SCRAPER = "scraper";

  private Role() {}
}
