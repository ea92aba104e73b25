package io.orchestratex.kit.access;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Builds the token check of a service; a service that holds the keys itself replaces {@link
 * JWKSource}.
 */
@Factory
final class AccessFactory {

  /** However many tokens name a key that is not known. */
  private static final Duration READ_AT_MOST_EVERY = Duration.ofSeconds(5);

  private static final Duration KEEP_KEYS_WHILE_ISSUER_IS_DOWN = Duration.ofHours(8);

  @Singleton
  @Requires(missingBeans = JWKSource.class)
  JWKSource<SecurityContext> issuerKeys(AccessSettings settings) {
    URL url;
    try {
      url = URI.create(settings.jwksUrl()).toURL();
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "orchestratex.access.jwks-url is not a URL: " + settings.jwksUrl(), e);
    }
    return JWKSourceBuilder.create(url)
        .rateLimited(READ_AT_MOST_EVERY.toMillis())
        .retrying(true)
        .outageTolerant(KEEP_KEYS_WHILE_ISSUER_IS_DOWN.toMillis())
        .build();
  }

  @Singleton
  CachedVerifier verifier(
      JWKSource<SecurityContext> keys, AccessSettings settings, InstantSource clock) {
    return new CachedVerifier(new JwtVerifier(keys, settings.issuer(), settings.audience()), clock);
  }

  @Singleton
  @Requires(missingBeans = InstantSource.class)
  InstantSource clock() {
    return InstantSource.system();
  }
}
