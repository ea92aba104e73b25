package io.orchestratex.gateway.access;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.orchestratex.gateway.apikey.ApiKeys;
import io.orchestratex.kit.access.AccessSettings;
import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.access.JwtVerifier;
import io.orchestratex.kit.access.TokenVerifier;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The gateway knows API keys besides tokens, and checks tokens with its own keys. */
@Factory
final class VerifierFactory {

  @Singleton
  @Replaces(CachedVerifier.class)
  CachedVerifier verifier(
      JWKSource<SecurityContext> keys,
      ApiKeys apiKeys,
      AccessSettings settings,
      InstantSource clock) {
    TokenVerifier tokens = new JwtVerifier(keys, settings.issuer(), settings.audience());
    return new CachedVerifier(
        credential ->
            credential.startsWith(ApiKeys.PREFIX)
                ? apiKeys.verify(credential)
                : tokens.verify(credential),
        clock);
  }
}
