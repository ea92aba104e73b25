package io.orchestratex.session.provider.demo;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * The stand-in model.
 *
 * @param enabled false takes it off the list of models
 * @param wordDelay pause before each word, as a real model has
 */
@ConfigurationProperties("orchestratex.session.provider.demo")
public record DemoSettings(
    @Bindable(defaultValue = "true") boolean enabled,
    @Bindable(defaultValue = "15ms") Duration wordDelay,
    @Bindable(defaultValue = "0.10") BigDecimal inputUsdPerMillion,
    @Bindable(defaultValue = "0.40") BigDecimal outputUsdPerMillion) {}
