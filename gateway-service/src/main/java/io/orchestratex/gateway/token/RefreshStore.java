package io.orchestratex.gateway.token;

import java.time.Instant;
import java.util.Optional;

/** Keeps refresh token families; the store drops them when they expire. */
public interface RefreshStore {

  /**
   * Adds a family and drops those of its user that were not refreshed for longest, so that {@code
   * most} are left. The access tokens of a dropped family run out by themselves.
   */
  void insert(RefreshFamily family, int most);

  Optional<RefreshFamily> find(String id);

  /** The family to which an access token belongs. */
  Optional<RefreshFamily> findByToken(String tokenId);

  /**
   * Puts {@code after} in the place of {@code before} and revokes the access tokens that it ended,
   * in one transaction.
   *
   * @return false, with nothing changed, when the family is gone or was rotated meanwhile: the
   *     refresh token was used before
   */
  boolean rotate(RefreshFamily before, RefreshFamily after, Instant now);

  /**
   * Removes a family as it is now and revokes its access tokens, in one transaction with the events
   * that tell the services.
   *
   * @return what was removed; nothing when it was gone already
   */
  Optional<RefreshFamily> revoke(String id, Instant now);
}
