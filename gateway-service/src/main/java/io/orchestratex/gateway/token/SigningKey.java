package io.orchestratex.gateway.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as stored.
 *
 * @param id the {@code kid}
 * @param publicKey JWK with the public part
 * @param sealedPrivateKey JWK with the private part, encrypted by {@link KeySeal}
 * @param state {@code next} (published, not used yet), {@code active} (signs) or {@code retired}
 *     (published until {@code publishedUntil})
 */
public record SigningKey(
    String id,
    String publicKey,
    byte[] sealedPrivateKey,
    String state,
    Instant createdAt,
    @Nullable Instant activeSince,
    @Nullable Instant publishedUntil) {

  static final String NEXT = "next";
  static final String ACTIVE = "active";
  static final String RETIRED = "retired";
}
