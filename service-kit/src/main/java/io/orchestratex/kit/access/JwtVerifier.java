package io.orchestratex.kit.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.orchestratex.kit.failure.FailureException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks RS256 tokens of one issuer for one audience against its published keys. No other algorithm
 * is accepted, so neither {@code none} nor a public key used as an HMAC secret gets through; key
 * hints in the header are ignored.
 */
public final class JwtVerifier implements TokenVerifier {

  /** Longer than any token is good for; revocations are remembered as long. */
  static final Duration LONGEST_LIFE = Duration.ofHours(25);

  private static final int MAX_CLOCK_SKEW_SECONDS = 30;

  /**
   * The decoder passes over any other character, so that one token could be written in many ways.
   */
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /** The library checks the other times by the system's clock, too. */
  private final InstantSource clock = InstantSource.system();

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
    if (!FORM.matcher(token).matches()) {
      throw refused("it is no token of this service");
    }
    try {
      return caller(processor.process(token, null));
    } catch (KeySourceException e) {
      throw withoutKeys(e);
    } catch (ExpiredJWTException e) {
      throw refused("it has expired. Sign in again");
    } catch (BadJWTException e) {
      throw refused("its claims are not those of an access token of this installation");
    } catch (BadJWSException e) {
      throw refused(
          "no key of this installation has signed it. The sign-in is of another installation, or"
              + " older than the data of this one. Sign in again");
    } catch (ParseException | BadJOSEException | JOSEException e) {
      throw refused("it is no signed token of this service");
    }
  }

  private Caller caller(JWTClaimsSet claims) throws ParseException {
    List<String> roles = Objects.requireNonNullElse(claims.getStringListClaim("roles"), List.of());
    String subject = claims.getSubject();
    String id = claims.getJWTID();
    Instant issuedAt = claims.getIssueTime().toInstant();
    Instant expiresAt = claims.getExpirationTime().toInstant();
    Instant now = clock.instant();
    if (subject.isBlank() || id.isBlank() || roles.stream().anyMatch(Objects::isNull)) {
      throw refused("its subject, its id or one of its roles is empty");
    }
    if (issuedAt.isAfter(now.plusSeconds(MAX_CLOCK_SKEW_SECONDS))
        || expiresAt.isAfter(now.plus(LONGEST_LIFE))) {
      throw refused("it is of the future, or holds for longer than a token may");
    }
    String name = claims.getStringClaim("name");
    return new Caller(
        subject, name == null ? subject : name, Set.copyOf(roles), id, issuedAt, expiresAt);
  }

  private static FailureException refused(String why) {
    return FailureException.unauthenticated(
        "access.token-invalid", "The token is not accepted: " + why + ".");
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
