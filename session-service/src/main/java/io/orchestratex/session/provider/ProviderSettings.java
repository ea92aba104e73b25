package io.orchestratex.session.provider;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for each provider.
 *
 * @param order ids of providers: of two that offer a model of one name, the earlier is asked for
 *     it. Providers that are not named here follow in alphabetical order; a named one that is not
 *     in use is passed over
 * @param defaultModel the model that is asked when a request names none
 * @param maxConcurrentCalls calls under way at once per provider and process
 * @param keptForOthers percent of them that stay free of users who have more than their share
 * @param maxWait how long a request waits for its turn before it is refused as busy
 */
@ConfigurationProperties("orchestratex.session.provider")
public record ProviderSettings(
    @Nullable List<String> order,
    @Bindable(defaultValue = "demo") String defaultModel,
    @Bindable(defaultValue = "10") @Min(1) int maxConcurrentCalls,
    @Bindable(defaultValue = "20") @Min(0) @Max(100) int keptForOthers,
    @Bindable(defaultValue = "5s") Duration maxWait) {

  public ProviderSettings {
    order = order == null ? List.of() : List.copyOf(order);
  }

  /** The position of a provider among the named ones; those that are not named are last. */
  int position(String provider) {
    int index = order == null ? -1 : order.indexOf(provider);
    return index < 0 ? Integer.MAX_VALUE : index;
  }
}
