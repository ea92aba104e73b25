package io.orchestratex.gateway.maintenance;

import io.orchestratex.contracts.MaintenanceEvent;
import io.orchestratex.kit.failure.Failure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which services take no changes. What was declared runs out at its end, also when nobody publishes
 * that, so that a service that died keeps nothing closed. Thread-safe.
 */
@Singleton
public final class Maintenance {

  /** Code of the refusal. */
  public static final String CODE = "gateway.maintenance";

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  /** Ends what was declared, also for the service that keeps it. */
  private static final String SWITCH = "/api/v1/maintenance";

  /** Whoever cannot sign in can end nothing. */
  private static final String SIGN_IN = "/api/v1/auth/";

  private final InstantSource clock;
  private final Map<String, MaintenanceEvent.Declared> declared = new ConcurrentHashMap<>();

  Maintenance(InstantSource clock) {
    this.clock = clock;
  }

  void declare(MaintenanceEvent.Declared event) {
    if (event.until().isAfter(clock.instant())) {
      declared.put(event.maintenanceId(), event);
    }
  }

  void end(String id) {
    declared.remove(id);
  }

  /** What holds now. */
  public List<MaintenanceEvent.Declared> current() {
    if (declared.isEmpty()) {
      return List.of();
    }
    Instant now = clock.instant();
    declared.values().removeIf(each -> !each.until().isAfter(now));
    return List.copyOf(declared.values());
  }

  /**
   * Why a request is not passed on; empty when it is.
   *
   * @param service who owns the path
   * @param path with or without its query
   */
  public Optional<Failure> refusal(String service, String method, String path) {
    if (declared.isEmpty()
        || READS.contains(method)
        || path.startsWith(SWITCH)
        || path.startsWith(SIGN_IN)) {
      return Optional.empty();
    }
    return current().stream()
        .filter(each -> each.services().contains(service))
        .findFirst()
        .map(each ->
            new Failure.Unavailable(
                CODE,
                "%s takes no changes now: %s. Nothing was done; try again after %s at the latest. Reading goes on."
                    .formatted(service, each.reason(), each.until()),
                Duration.between(clock.instant(), each.until())));
  }
}
