package io.orchestratex.kit.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.orchestratex.kit.failure.FailureException;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Checks RS256 tokens of one issuer for one audience against its published keys. No other algorithm
 * is accepted, so neither {@code none} nor a public key used as an HMAC secret gets through; key
 * hints in the header are ignored.
 */
public final class JwtVerifier implements TokenVerifier {

  private static final int MAX_CLOCK_SKEW_SECONDS = 30;

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private volatile boolean keysWereRead;

  public JwtVerifier(JWKSource<SecurityContext> keys, String issuer, String audience) {
    JWKSource<SecurityContext> noted =
        (selector, context) -> {
          List<JWK> found = keys.get(selector, context);
          keysWereRead = true;
          return found;
        };
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, noted));
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, null));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder().issuer(issuer).build(),
            Set.of("sub", "jti", "iat", "exp", "roles"));
    claims.setMaxClockSkew(MAX_CLOCK_SKEW_SECONDS);
    processor.setJWTClaimsSetVerifier(claims);
  }

  @Override
  public Caller verify(String token) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      List<String> roles =
          Objects.requireNonNullElse(claims.getStringListClaim("roles"), List.of());
      String name = claims.getStringClaim("name");
      return new Caller(
          claims.getSubject(),
          name == null ? claims.getSubject() : name,
          Set.copyOf(roles),
          claims.getJWTID(),
          claims.getIssueTime().toInstant(),
          claims.getExpirationTime().toInstant());
    } catch (KeySourceException e) {
      throw withoutKeys(e);
    } catch (ParseException | BadJOSEException | JOSEException e) {
      throw FailureException.unauthenticated(
          "access.token-invalid", "The token is not accepted: " + e.getMessage());
    }
  }

  private FailureException withoutKeys(KeySourceException fault) {
    if (keysWereRead && fault instanceof RateLimitReachedException) {
      // The keys were read a moment ago and this one was not among them: a client that makes up key
      // ids
      // must not look like an issuer that is down.
      return FailureException.unauthenticated(
          "access.token-invalid", "The token is not accepted: its key is unknown.");
    }
    return FailureException.unavailable(
        "access.keys-unavailable",
        "The token cannot be checked: the issuer's keys cannot be read ("
            + fault.getMessage()
            + ").",
        fault);
  }
}
