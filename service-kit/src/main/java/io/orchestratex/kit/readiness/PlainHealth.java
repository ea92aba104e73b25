package io.orchestratex.kit.readiness;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;

/**
 * An indicator whose details are public: they name no host, no account and no version. Its result
 * has the name of the part, and where that is away, {@code error} says so in one sentence.
 */
public interface PlainHealth extends HealthIndicator {

  /** The part is away and the service goes on without it: it stays ready. */
  HealthStatus DEGRADED = new HealthStatus("DEGRADED", "goes on without it", true, null);
}
