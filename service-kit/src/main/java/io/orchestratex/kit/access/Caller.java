package io.orchestratex.kit.access;

import java.security.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;

/**
 * Who sent a request, as their verified token says. A {@link Principal}, so that API documents do
 * not take it for something that the client sends.
 *
 * @param subject stable id of the user or machine
 * @param name what people call them
 * @param tokenId the token's {@code jti}
 */
public record Caller(
    String subject,
    String name,
    Set<String> roles,
    String tokenId,
    Instant issuedAt,
    Instant expiresAt)
    implements Principal {

  static final String ATTRIBUTE = "orchestratex.caller";

  public Caller {
    roles = Set.copyOf(roles);
  }

  @Override
  public String getName() {
    return name;
  }

  /** Whether the caller holds one of the roles; an admin holds each. */
  public boolean hasAnyRole(String... wanted) {
    return roles.contains(Role.ADMIN) || Arrays.stream(wanted).anyMatch(roles::contains);
  }
}
