package io.orchestratex.gateway.proxy;

import io.orchestratex.gateway.routing.Service;

/**
 * How long a service has been silent while it was its turn; the silence of the client does not
 * count. Once a service lets a request wait for long it is suspected, and asked whether it is
 * alive. Used on one event loop.
 */
final class Patience {

  private final Service service;
  private long sinceNanos;
  private boolean suspected;

  Patience(Service service) {
    this.service = service;
  }

  /** It is the service's turn from now on. */
  void begins(long nowNanos) {
    sinceNanos = nowNanos;
  }

  /** What is left until the head of the answer has to be here. */
  long nanosToHead(long nowNanos, long lastByteOfBodyNanos, String address) {
    sinceNanos = Math.max(sinceNanos, lastByteOfBodyNanos);
    long waited = nowNanos - sinceNanos;
    if (!suspected && waited >= service.suspectNanos()) {
      suspected = true;
      service.silent(address);
    }
    long left = service.headerDeadlineNanos() - waited;
    return suspected ? left : Math.min(left, service.suspectNanos() - waited);
  }

  /** What is left until the next piece of the answer has to be here. */
  long nanosToPiece(long nowNanos) {
    return service.idleNanos() - (nowNanos - sinceNanos);
  }
}
