package io.orchestratex.session.provider.openai;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.session.idempotency.Idempotency;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address that speaks the OpenAI chat protocol; without a base URL there is no such provider.
 *
 * @param baseUrl for example {@code https://api.openai.com/v1}; the only address that is called
 * @param apiKey sent as bearer token; local servers need none
 * @param models names of the models to offer
 * @param inputUsdPerMillion price of a million tokens sent, for each of the models
 * @param outputUsdPerMillion price of a million tokens answered
 * @param connectTimeout longest time until the address is connected
 * @param readTimeout longest silence, before the first token and between two
 * @param totalTimeout longest time of a whole answer, at most two minutes
 * @param longestRetryAfter longest pause that is waited for when the provider has too much to do
 *     and says when to ask again; more is passed on to the client
 */
@ConfigurationProperties("orchestratex.session.provider.openai")
public record OpenAiSettings(
    @Nullable String baseUrl,
    @Nullable Secret apiKey,
    @Bindable(defaultValue = "gpt-4o-mini") List<String> models,
    @Bindable(defaultValue = "0.15") BigDecimal inputUsdPerMillion,
    @Bindable(defaultValue = "0.60") BigDecimal outputUsdPerMillion,
    @Bindable(defaultValue = "10s") Duration connectTimeout,
    @Bindable(defaultValue = "30s") Duration readTimeout,
    @Bindable(defaultValue = "60s") Duration totalTimeout,
    @Bindable(defaultValue = "20s") Duration longestRetryAfter) {

  public OpenAiSettings {
    models = List.copyOf(models);
    if (!totalTimeout.isPositive() || totalTimeout.compareTo(Idempotency.LONGEST) > 0) {
      throw new IllegalArgumentException(
          "orchestratex.session.provider.openai.total-timeout must be at most "
              + Idempotency.LONGEST.toSeconds()
              + "s, not "
              + totalTimeout.toSeconds()
              + "s");
    }
  }
}
