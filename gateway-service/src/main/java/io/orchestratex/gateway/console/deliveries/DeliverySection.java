package io.orchestratex.gateway.console.deliveries;

import io.orchestratex.gateway.console.frame.Section;
import io.orchestratex.kit.access.Role;
import jakarta.inject.Singleton;
import java.util.List;

/** Deliveries in the navigation. */
@Singleton
final class DeliverySection implements Section {

  static final String PATH = "/console/deliveries";

  @Override
  public String title() {
    return "Deliveries";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public int order() {
    return 64;
  }

  @Override
  public List<String> roles() {
    return List.of(Role.OPERATOR, Role.ANALYST);
  }
}
