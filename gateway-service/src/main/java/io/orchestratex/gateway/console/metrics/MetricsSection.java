package io.orchestratex.gateway.console.metrics;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Metrics in the navigation. */
@Singleton
final class MetricsSection implements Section {

  static final String PATH = "/console/metrics";

  @Override
  public String title() {
    return "Metrics";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 50;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }

  @Override
  public List<String> assets() {
    return List.of("metrics.css");
  }
}
