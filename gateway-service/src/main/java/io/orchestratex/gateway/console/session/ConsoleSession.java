package io.orchestratex.gateway.console.session;

import java.time.Instant;

/**
 * A browser in which a user is signed in.
 *
 * @param hash SHA-256 of the secret in the browser's cookie
 * @param address from where the user signed in
 * @param browser what the browser calls itself, shortened
 */
public record ConsoleSession(
    String id,
    String userId,
    String hash,
    Instant createdAt,
    Instant usedAt,
    Instant expiresAt,
    String address,
    String browser) {

  static final String TOKEN_ID_PREFIX = "console-";

  /** The {@code jti} of all access tokens that are made for it: revoking it ends the session. */
  public String tokenId() {
    return TOKEN_ID_PREFIX + id;
  }
}
