package io.orchestratex.kit.access;

/** Says who a bearer token belongs to. Implementations are thread-safe and may block. */
public interface TokenVerifier {

  /**
   * The caller that a token names.
   *
   * @throws io.orchestratex.kit.failure.FailureException Unauthenticated when the token is
   *     malformed, forged, expired, revoked or issued for another audience; Unavailable when the
   *     issuer's keys cannot be had
   */
  Caller verify(String token);
}
