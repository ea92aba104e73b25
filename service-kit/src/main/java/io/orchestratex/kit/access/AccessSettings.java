package io.orchestratex.kit.access;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.orchestratex.kit.settings.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens are accepted.
 *
 * @param jwksUrl where the issuer publishes its public keys
 * @param scrapeToken a fixed bearer token that may read {@code /prometheus}; none when null
 */
@ConfigurationProperties("orchestratex.access")
public record AccessSettings(
    @Bindable(defaultValue = "http://127.0.0.1:8080/.well-known/jwks.json") String jwksUrl,
    @Bindable(defaultValue = "orchestratex") String issuer,
    @Bindable(defaultValue = "orchestratex") String audience,
    @Nullable Secret scrapeToken) {}
