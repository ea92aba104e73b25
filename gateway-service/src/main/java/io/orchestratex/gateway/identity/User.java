package io.orchestratex.gateway.identity;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A person or team that signs in.
 *
 * @param username unique, lower case
 * @param email unique where given, lower case
 * @param passwordHash PHC string, see {@link PasswordHasher}
 * @param tokensAfter tokens issued up to this instant are refused
 * @param version grows with each change
 */
public record User(
    String id,
    String username,
    @Nullable String email,
    String passwordHash,
    Set<String> roles,
    boolean enabled,
    Instant createdAt,
    Instant updatedAt,
    Instant tokensAfter,
    long version) {

  public User {
    roles = Set.copyOf(roles);
  }
}
