package io.orchestratex.kit.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchestratex.kit.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a token once and remembers its caller by the token's SHA-256 until it expires or is
 * revoked. Revocations are remembered for as long as a revoked token could live.
 */
public final class CachedVerifier implements TokenVerifier {

  private static final Duration LONGEST_TOKEN_LIFE = Duration.ofHours(24);

  private final TokenVerifier verifier;
  private final InstantSource clock;
  private final Cache<String, Caller> callers = Caffeine.newBuilder().maximumSize(20_000).build();
  private final Cache<String, Boolean> revokedTokens =
      Caffeine.newBuilder().expireAfterWrite(LONGEST_TOKEN_LIFE).build();
  private final Cache<String, Instant> revokedSubjects =
      Caffeine.newBuilder().expireAfterWrite(LONGEST_TOKEN_LIFE).build();

  public CachedVerifier(TokenVerifier verifier, InstantSource clock) {
    this.verifier = verifier;
    this.clock = clock;
  }

  /** The caller of a token that was verified before and still holds, or null; never blocks. */
  public @Nullable Caller ifKnown(String token) {
    Caller caller = callers.getIfPresent(digest(token));
    return caller != null && holds(caller) ? caller : null;
  }

  @Override
  public Caller verify(String token) {
    Caller known = ifKnown(token);
    if (known != null) {
      return known;
    }
    Caller caller = verifier.verify(token);
    if (!holds(caller)) {
      throw FailureException.unauthenticated(
          "access.token-revoked", "The token is not accepted: it was revoked or has expired.");
    }
    callers.put(digest(token), caller);
    return caller;
  }

  /** From now on the token with this {@code jti} is refused. */
  public void revokeToken(String tokenId) {
    revokedTokens.put(tokenId, Boolean.TRUE);
  }

  /** From now on tokens of this subject issued up to {@code revokedAt} are refused. */
  public void revokeSubject(String subject, Instant revokedAt) {
    // A revocation that comes again, late, must not take back a newer one.
    revokedSubjects.asMap().merge(subject, revokedAt, (a, b) -> a.isAfter(b) ? a : b);
  }

  private boolean holds(Caller caller) {
    Instant subjectRevokedAt = revokedSubjects.getIfPresent(caller.subject());
    return clock.instant().isBefore(caller.expiresAt())
        && revokedTokens.getIfPresent(caller.tokenId()) == null
        && (subjectRevokedAt == null || caller.issuedAt().isAfter(subjectRevokedAt));
  }

  private static String digest(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
