package io.orchestratex.kit.telemetry;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.Set;

/** Leaves out meters whose names break Prometheus' rules ({@code promtool check metrics}). */
@Factory
final class MeterFilters {

  private static final Set<String> BADLY_NAMED = Set.of("process.cpu.time", "system.cpu.count");

  @Singleton
  MeterFilter withoutBadNames() {
    return MeterFilter.deny(id -> BADLY_NAMED.contains(id.getName()));
  }
}
