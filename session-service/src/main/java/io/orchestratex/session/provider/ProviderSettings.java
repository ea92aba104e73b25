package io.orchestratex.session.provider;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * What holds for each provider.
 *
 * @param maxConcurrentCalls calls under way at once per provider and process
 * @param maxWait how long a request waits for its turn before it is told to come back
 */
@ConfigurationProperties("orchestratex.session.provider")
public record ProviderSettings(
    @Bindable(defaultValue = "10") @Min(1) int maxConcurrentCalls,
    @Bindable(defaultValue = "5s") Duration maxWait) {}
