package io.orchestratex.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.orchestratex.kit.access.AccessSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;

/** Signs access tokens. */
@Singleton
public final class TokenIssuer {

  private final SigningKeys keys;
  private final AccessSettings access;
  private final InstantSource clock;

  TokenIssuer(SigningKeys keys, AccessSettings access, InstantSource clock) {
    this.keys = keys;
    this.access = access;
    this.clock = clock;
  }

  /**
   * A signed token and what identifies it.
   *
   * @param id its {@code jti}
   */
  public record AccessToken(String value, String id, Instant expiresAt) {}

  /**
   * When a token made now counts as issued. Tokens of a subject are revoked up to an instant and
   * {@code iat} has whole seconds, so a token made in the second of a revocation counts as issued
   * in the next.
   *
   * @param tokensAfter up to when the subject's tokens were revoked
   */
  public static Instant issueTime(Instant now, Instant tokensAfter) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    return second.isAfter(tokensAfter) ? second : firstAfter(tokensAfter);
  }

  private static Instant firstAfter(Instant tokensAfter) {
    return tokensAfter.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
  }

  /**
   * A token for a subject that holds for a while from now on.
   *
   * @param issuedAt see {@link #issueTime}
   */
  public AccessToken issue(
      String id,
      String subject,
      String name,
      Collection<String> roles,
      Duration life,
      Instant issuedAt) {
    Instant expiresAt = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(life);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(access.issuer())
            .audience(access.audience())
            .subject(subject)
            .claim("name", name)
            .claim("roles", roles.stream().sorted().toList())
            .jwtID(id)
            .issueTime(Date.from(issuedAt))
            .expirationTime(Date.from(expiresAt))
            .build();
    RSAKey key = keys.active();
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build(),
            claims);
    try {
      jwt.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("a token could not be signed", e);
    }
    return new AccessToken(jwt.serialize(), id, expiresAt);
  }
}
