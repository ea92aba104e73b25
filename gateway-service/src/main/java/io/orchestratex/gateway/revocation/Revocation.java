package io.orchestratex.gateway.revocation;

import java.time.Instant;

/** Something that is refused from now on. */
public sealed interface Revocation {

  /**
   * One token, or all tokens made from one API key.
   *
   * @param tokenId their {@code jti}
   * @param expiresAt when the last of them expires by itself
   */
  record OfToken(String tokenId, String subject, Instant expiresAt) implements Revocation {}

  /** Every token of a subject issued up to an instant. */
  record OfSubject(String subject, Instant revokedAt) implements Revocation {}
}
