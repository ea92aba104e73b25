package io.orchestratex.gateway.health;

import com.fasterxml.jackson.databind.ObjectMapper;
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

  private static final String NOT_READY = "is not ready";

  private final HealthEndpoint health;
  private final ObjectMapper json;

  OwnReadiness(HealthEndpoint health, ObjectMapper json) {
    this.health = health;
    this.json = json;
  }

  /** Blocks for no longer than {@code limit}. */
  ServiceProbe.State state(Duration limit) {
    long start = System.nanoTime();
    HealthResult result =
        Mono.from(health.getHealth(null, HealthCheckType.READINESS))
            .timeout(limit)
            // No answer in time means not ready.
            .onErrorResume(_ -> Mono.empty())
            .block();
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    if (result == null) {
      return ServiceProbe.State.down(millis, NOT_READY);
    }
    AwayParts away = AwayParts.of(json.valueToTree(result));
    boolean up = !result.getStatus().equals(HealthStatus.DOWN);
    return new ServiceProbe.State(up, millis, up ? away.detail() : NOT_READY, away.names());
  }
}
