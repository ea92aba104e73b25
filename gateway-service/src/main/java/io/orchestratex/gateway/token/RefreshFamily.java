package io.orchestratex.gateway.token;

import java.time.Instant;
import java.util.List;

/**
 * The line of refresh tokens that began with one sign-in; one of them is good at a time.
 *
 * @param tokens access tokens of this line that have not expired
 */
public record RefreshFamily(
    String id,
    String userId,
    String currentHash,
    Instant createdAt,
    Instant expiresAt,
    List<LiveToken> tokens) {

  public RefreshFamily {
    tokens = List.copyOf(tokens);
  }

  /** An access token that may still be in somebody's hands. */
  public record LiveToken(String id, Instant expiresAt) {}
}
