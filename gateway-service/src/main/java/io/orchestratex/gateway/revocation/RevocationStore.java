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
   * Counts on and gives the number. One that is not higher than the one before shows that the store
   * was put back to an earlier state, by a restore.
   */
  long count();

  /**
   * Ends every session and revokes every token issued so far, in one transaction with the event,
   * unless the count has moved: then another replica does.
   *
   * @param counted what {@link #count} gave
   * @param next where the count goes on
   */
  boolean revokeEveryone(long counted, long next, Instant revokedAt);

  /** The same for what a restore has put in place since, without another event. */
  void revokeEveryoneAgain(Instant revokedAt);

  /** What was revoked within {@code window} before now. */
  List<Revocation> recent(Duration window);
}
