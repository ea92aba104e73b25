package io.orchestratex.gateway.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Keeps revocations for as long as a token could live. */
public interface RevocationStore {

  /**
   * Notes that a token is revoked, in one transaction with its event.
   *
   * @param expiresAt when the token would have expired
   */
  void revokeToken(String tokenId, String subject, Instant expiresAt, Instant revokedAt);

  /**
   * A look at the count.
   *
   * @param number one that is not higher than the one before shows that the store was put back to
   *     an earlier state, by a restore
   * @param inPlace whether users, keys, sessions and the count lie in the collections of the look
   *     before; a restore writes them into other ones, also while no replica runs
   */
  record Count(long number, boolean inPlace) {}

  /** Counts on. */
  Count count();

  /**
   * Ends every session and revokes every token issued so far, in one transaction with the event,
   * unless the count has moved: then another replica does. The count is in place from then on.
   *
   * @param counted the number that {@link #count} gave
   * @param next where the count goes on
   */
  boolean revokeEveryone(long counted, long next, Instant revokedAt);

  /** The same for what a restore has put in place since, without another event. */
  void revokeEveryoneAgain(Instant revokedAt);

  /** What was revoked within {@code window} before now. */
  List<Revocation> recent(Duration window);
}
