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

  /** What was revoked within {@code window} before now. */
  List<Revocation> recent(Duration window);
}
