package io.orchestratex.monitor.health;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthResult;
import io.orchestratex.kit.readiness.PlainHealth;
import io.orchestratex.monitor.schedule.ProbeSchedule;
import io.orchestratex.monitor.schedule.TargetState;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;

/**
 * Names the targets that cannot be measured, and why. The service works on without them, so that it
 * is degraded and not down, and ready.
 */
@Singleton
final class TargetsHealth implements PlainHealth {

  private static final String NAME = "targets";

  private final ProbeSchedule schedule;

  TargetsHealth(ProbeSchedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    List<String> away =
        schedule.states().stream()
            .filter(state -> state.status() == TargetState.Status.DOWN)
            .map(state -> state.target().id() + reason(state))
            .toList();
    return Publishers.just(
        away.isEmpty()
            ? HealthResult.builder(NAME, HealthStatus.UP).build()
            : HealthResult.builder(NAME, DEGRADED)
                .details(Map.of("error", "Cannot be measured: " + String.join(", ", away)))
                .build());
  }

  /** Not the detail, which may name a host: health is open to everybody. */
  private static String reason(TargetState state) {
    return state.failure() == null ? "" : " (" + state.failure().reason().label() + ")";
  }
}
