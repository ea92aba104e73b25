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
 * revoked. A revocation is remembered for as long as the revoked token could live. Of a subject
 * with a thousand live revocations every token issued so far is refused instead, so that no
 * revocation has to be forgotten. Thread-safe.
 */
public final class CachedVerifier implements TokenVerifier {

  /** As a revoked subject: each there is. */
  public static final String EVERYONE = "*";

  private static final int MOST_REVOKED_OF_SUBJECT = 1_000;

  /** How far the clocks of issuers may be ahead. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final TokenVerifier verifier;
  private final InstantSource clock;
  private final Cache<String, Caller> callers = Caffeine.newBuilder().maximumSize(20_000).build();
  private final RevokedTokens revokedTokens = new RevokedTokens(MOST_REVOKED_OF_SUBJECT);
  private final Cache<String, Instant> revokedSubjects =
      Caffeine.newBuilder().expireAfterWrite(JwtVerifier.LONGEST_LIFE).build();

  private volatile @Nullable Instant everyoneRevokedAt;

  public CachedVerifier(TokenVerifier verifier, InstantSource clock) {
    this.verifier = verifier;
    this.clock = clock;
  }

  /** The caller of a token that was verified before and still holds, or null; never blocks. */
  public @Nullable Caller ifKnown(String token) {
    Caller caller = callers.getIfPresent(digest(token));
    return caller != null && stillHolds(caller) ? caller : null;
  }

  @Override
  public Caller verify(String token) {
    Caller known = ifKnown(token);
    if (known != null) {
      return known;
    }
    Caller caller = verifier.verify(token);
    if (!stillHolds(caller)) {
      throw FailureException.unauthenticated(
          "access.token-revoked", "The token is not accepted: it was revoked or has expired.");
    }
    callers.put(digest(token), caller);
    return caller;
  }

  /**
   * From now on a token is refused.
   *
   * @param tokenId its {@code jti}
   * @param expiresAt when the last token with that id expires
   */
  public void revokeToken(String tokenId, String subject, Instant expiresAt) {
    Instant now = clock.instant();
    if (revokedTokens.add(tokenId, subject, expiresAt, now)) {
      revokeSubject(subject, now.plus(SKEW));
      revokedTokens.drop(subject);
    }
  }

  /**
   * From now on tokens of this subject issued up to {@code revokedAt} are refused.
   *
   * @param subject a subject, or {@link #EVERYONE}
   */
  public void revokeSubject(String subject, Instant revokedAt) {
    if (subject.equals(EVERYONE)) {
      revokeEveryone(revokedAt);
      return;
    }
    // A revocation that comes again, late, must not take back a newer one.
    revokedSubjects.asMap().merge(subject, revokedAt, (a, b) -> a.isAfter(b) ? a : b);
  }

  private synchronized void revokeEveryone(Instant revokedAt) {
    Instant known = everyoneRevokedAt;
    if (known == null || revokedAt.isAfter(known)) {
      everyoneRevokedAt = revokedAt;
    }
  }

  /** Whether a caller that was verified before has neither expired nor been revoked. */
  public boolean stillHolds(Caller caller) {
    Instant subjectRevokedAt = revokedSubjects.getIfPresent(caller.subject());
    Instant allRevokedAt = everyoneRevokedAt;
    return clock.instant().isBefore(caller.expiresAt())
        && (allRevokedAt == null || caller.issuedAt().isAfter(allRevokedAt))
        && !revokedTokens.contains(caller.tokenId())
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
