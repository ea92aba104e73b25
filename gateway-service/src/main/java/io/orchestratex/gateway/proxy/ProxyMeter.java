package io.orchestratex.gateway.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.orchestratex.gateway.routing.Service;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * How long the services take to begin their answers: {@code gateway_upstream_seconds}, by service
 * and class of status ({@code 2xx} to {@code 5xx}, or {@code none} when there was no answer). And
 * {@code http_server_requests_seconds} with the tags that the framework gives requests to its own
 * routes. Thread-safe.
 */
@Singleton
final class ProxyMeter {

  private static final String NONE = "none";

  private final MeterRegistry registry;
  private final ConcurrentMap<UpstreamKey, Timer> upstream = new ConcurrentHashMap<>();
  private final ConcurrentMap<RequestKey, Timer> requests = new ConcurrentHashMap<>();

  ProxyMeter(MeterRegistry registry) {
    this.registry = registry;
  }

  private record UpstreamKey(String service, int hundreds) {}

  private record RequestKey(String method, int status) {}

  /** Counts a service's answer. */
  void answered(Service service, int status, long nanos) {
    record(new UpstreamKey(service.name(), status / 100), nanos);
  }

  /** Counts a request that a service did not answer. */
  void failed(Service service, long nanos) {
    record(new UpstreamKey(service.name(), 0), nanos);
  }

  private void record(UpstreamKey key, long nanos) {
    upstream.computeIfAbsent(key, this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts an answer to a client, from the service or from the gateway itself. */
  void served(String method, int status, long nanos) {
    requests
        .computeIfAbsent(new RequestKey(method, status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(UpstreamKey key) {
    return Timer.builder("gateway.upstream")
        .description("Time until a service began its answer")
        .tag("service", key.service())
        .tag("status", key.hundreds() == 0 ? NONE : key.hundreds() + "xx")
        .register(registry);
  }

  private Timer timer(RequestKey key) {
    return registry.timer(
        "http.server.requests",
        "method",
        key.method(),
        "status",
        Integer.toString(key.status()),
        "uri",
        uri(key.status()),
        "exception",
        NONE);
  }

  /** As the framework names requests to no route of its own. */
  private static String uri(int status) {
    if (status >= 300 && status < 400) {
      return "REDIRECTION";
    }
    return status == 404 ? "NOT_FOUND" : "UNMATCHED_URI";
  }
}
