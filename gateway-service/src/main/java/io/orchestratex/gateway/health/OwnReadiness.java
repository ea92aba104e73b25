package io.orchestratex.gateway.health;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.endpoint.health.HealthEndpoint;
import io.micronaut.management.health.indicator.HealthCheckType;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Whether the gateway itself is ready, as its own {@code /health/readiness} says. */
@Singleton
class OwnReadiness {

  private final HealthEndpoint health;

  OwnReadiness(HealthEndpoint health) {
    this.health = health;
  }

  /** Blocks for no longer than {@code limit}. */
  ServiceProbe.State state(Duration limit) {
    long start = System.nanoTime();
    boolean up =
        Mono.from(health.getHealth(null, HealthCheckType.READINESS))
            .map(HealthResult::getStatus)
            .map(status -> !status.equals(HealthStatus.DOWN))
            .timeout(limit)
            // No answer in time means not ready.
            .onErrorReturn(false)
            .blockOptional()
            .orElse(false);
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    return new ServiceProbe.State(up, millis, up ? null : "is not ready");
  }
}
