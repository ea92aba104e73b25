package io.orchestratex.gateway.proxy;

import io.orchestratex.gateway.routing.RoutingSettings;
import io.orchestratex.kit.failure.Failure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Bounds the requests and streams that one caller has open with services, over all connections and
 * tokens, so that no caller alone takes what all share. Thread-safe.
 */
@Singleton
final class OpenOfCallers {

  private final int most;
  private final ConcurrentMap<String, Integer> open = new ConcurrentHashMap<>();

  OpenOfCallers(RoutingSettings settings) {
    this.most = settings.maxOpenOfCaller();
  }

  /** Opens a request of a caller, who must {@link #leave}; false when they have too many. */
  boolean enter(String subject) {
    if (open.merge(subject, 1, Integer::sum) <= most) {
      return true;
    }
    leave(subject);
    return false;
  }

  void leave(String subject) {
    open.computeIfPresent(subject, (_, count) -> count == 1 ? null : count - 1);
  }

  /** What a caller with too many gets. */
  Failure.Busy exceeded() {
    return new Failure.Busy(
        "limit.open-requests",
        "You have " + most + " requests open, as many as one caller may. Wait until one has ended.",
        Duration.ofSeconds(1));
  }
}
