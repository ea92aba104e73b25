package io.orchestratex.gateway.apikey;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key with which a machine calls in the name of its owner.
 *
 * @param hash SHA-256 of the key, in hex; the key has 256 random bits, so no slower hash is needed
 * @param hint the key's first characters, so that people can tell keys apart
 * @param roles the key holds those of them that its owner holds as well
 */
public record ApiKey(
    String id,
    String name,
    String hash,
    String hint,
    String ownerId,
    Set<String> roles,
    Instant createdAt,
    @Nullable Instant expiresAt) {

  /** How the id of every token made from this key begins. */
  public static final String TOKEN_ID_PREFIX = "ak-";

  public ApiKey {
    roles = Set.copyOf(roles);
  }

  /** The {@code jti} of every token made from this key, so that one revocation ends them all. */
  public String tokenId() {
    return TOKEN_ID_PREFIX + id;
  }
}
