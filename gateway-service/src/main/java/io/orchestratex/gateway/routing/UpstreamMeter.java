package io.orchestratex.gateway.routing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How long the services take to begin their answers: {@code gateway_upstream_seconds}, by service
 * and class of status ({@code 2xx} to {@code 5xx}, or {@code none} when there was no answer).
 */
@Singleton
final class UpstreamMeter {

  private static final String NONE = "none";

  private final MeterRegistry registry;
  private final ConcurrentMap<Key, Timer> timers = new ConcurrentHashMap<>();

  UpstreamMeter(MeterRegistry registry) {
    this.registry = registry;
  }

  void answered(Service service, int status, long nanos) {
    record(new Key(service.name(), status / 100), nanos);
  }

  void failed(Service service, long nanos) {
    record(new Key(service.name(), 0), nanos);
  }

  private void record(Key key, long nanos) {
    timers.computeIfAbsent(key, this::timer).record(Duration.ofNanos(nanos));
  }

  private Timer timer(Key key) {
    return Timer.builder("gateway.upstream")
        .description("Time until a service began its answer")
        .tag("service", key.service())
        .tag("status", key.hundreds() == 0 ? NONE : key.hundreds() + "xx")
        .register(registry);
  }

  private record Key(String service, int hundreds) {}
}
