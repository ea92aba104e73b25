package io.orchestratex.gateway.token;

import io.orchestratex.gateway.token.RefreshFamily.LiveToken;
import java.time.Instant;
import java.util.Optional;

/** Keeps refresh token families; the store drops them when they expire. */
public interface RefreshStore {

  void insert(RefreshFamily family);

  Optional<RefreshFamily> find(String id);

  /** The family to which an access token belongs. */
  Optional<RefreshFamily> findByToken(String tokenId);

  /**
   * Replaces the current hash if it is {@code expectedHash}, atomically.
   *
   * @return false when it is not: the token was used before
   */
  boolean rotate(
      RefreshFamily family,
      String expectedHash,
      String newHash,
      LiveToken token,
      Instant expiresAt,
      Instant now);

  /**
   * Removes a family and revokes its live access tokens, in one transaction with the events that
   * tell the services.
   */
  void revoke(RefreshFamily family, Instant now);
}
