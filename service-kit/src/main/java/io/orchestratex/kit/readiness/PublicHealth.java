package io.orchestratex.kit.readiness;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.endpoint.health.HealthLevelOfDetail;
import io.micronaut.management.health.aggregator.DefaultHealthAggregator;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.runtime.ApplicationConfiguration;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * What {@code /health} shows to strangers: each part's name and state, and of {@link PlainHealth}
 * why it is not well. The frameworks' own indicators name addresses and versions; their details are
 * for those who may see them.
 */
@Singleton
@Replaces(DefaultHealthAggregator.class)
final class PublicHealth extends DefaultHealthAggregator {

  PublicHealth(ApplicationConfiguration application) {
    super(application);
  }

  @Override
  public Publisher<HealthResult> aggregate(
      HealthIndicator[] indicators, HealthLevelOfDetail detail) {
    HealthIndicator[] shown =
        detail == HealthLevelOfDetail.STATUS
            ? Arrays.stream(indicators)
                .map(PublicHealth::withoutForeignDetails)
                .toArray(HealthIndicator[]::new)
            : indicators;
    return super.aggregate(shown, HealthLevelOfDetail.STATUS_DESCRIPTION_DETAILS);
  }

  private static HealthIndicator withoutForeignDetails(HealthIndicator indicator) {
    return indicator instanceof PlainHealth
        ? indicator
        : () ->
            Mono.from(indicator.getResult())
                .map(result -> HealthResult.builder(result.getName(), result.getStatus()).build());
  }

  /** A part that is away shows in the whole, also where the service goes on without it. */
  @Override
  protected HealthStatus calculateOverallStatus(List<HealthResult> results) {
    HealthStatus worst = super.calculateOverallStatus(results);
    return Boolean.FALSE.equals(worst.getOperational().orElse(null))
        ? worst
        : results.stream()
            .map(HealthResult::getStatus)
            .filter(status -> status.getName().equals(PlainHealth.DEGRADED.getName()))
            .findFirst()
            .orElse(worst);
  }
}
