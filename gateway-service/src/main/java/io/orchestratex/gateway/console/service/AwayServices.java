package io.orchestratex.gateway.console.service;

import io.orchestratex.gateway.health.ServiceProbe;
import jakarta.inject.Singleton;
import java.util.List;

/** The services that are not ready, by name. Blocks for two seconds at most; thread-safe. */
@Singleton
public final class AwayServices {

  private final ServiceProbe probe;

  AwayServices(ServiceProbe probe) {
    this.probe = probe;
  }

  public List<String> names() {
    return probe.away();
  }
}
