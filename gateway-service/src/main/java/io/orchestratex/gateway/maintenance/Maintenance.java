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
import java.util.stream.Stream;

/**
 * Which services take no changes. What was declared runs out, also when nobody publishes that, so
 * that a service that died keeps nothing closed. It holds for as long as it was declared for,
 * counted from when it was heard of: this process's clock may be ahead of the one that set its end.
 * Thread-safe.
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

  /** How far clocks may be apart: what ended longer ago by this one is over. */
  private static final Duration CLOCKS_APART = Duration.ofMinutes(2);

  private final InstantSource clock;
  private final Map<String, Held> declared = new ConcurrentHashMap<>();

  /**
   * @param until when it is over, by this process's clock
   */
  private record Held(MaintenanceEvent.Declared event, Instant until) {}

  Maintenance(InstantSource clock) {
    this.clock = clock;
  }

  void declare(MaintenanceEvent.Declared event) {
    Instant now = clock.instant();
    Instant asHeard = now.plus(Duration.between(event.declaredAt(), event.until()));
    Instant latest = event.until().plus(CLOCKS_APART);
    Instant until = asHeard.isBefore(latest) ? asHeard : latest;
    if (until.isAfter(now)) {
      declared.put(event.maintenanceId(), new Held(event, until));
    } else {
      declared.remove(event.maintenanceId());
    }
  }

  void end(String id) {
    declared.remove(id);
  }

  /** What holds now. */
  public List<MaintenanceEvent.Declared> current() {
    return held().map(Held::event).toList();
  }

  private Stream<Held> held() {
    if (declared.isEmpty()) {
      return Stream.empty();
    }
    Instant now = clock.instant();
    declared.values().removeIf(each -> !each.until().isAfter(now));
    return declared.values().stream();
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
    return held()
        .filter(each -> each.event().services().contains(service))
        .findFirst()
        .map(each ->
            new Failure.Unavailable(
                CODE,
                "%s takes no changes now: %s. Nothing was done; try again after %s at the latest. Reading goes on."
                    .formatted(service, each.event().reason(), each.until()),
                Duration.between(clock.instant(), each.until())));
  }
}
