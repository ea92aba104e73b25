package io.orchestratex.gateway.system;

import io.orchestratex.kit.settings.SettingsInForce.Group;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force.
 *
 * @param services each process that was asked, the gateway first
 */
record SystemSettingsView(List<ServiceSettings> services) {

  SystemSettingsView {
    services = List.copyOf(services);
  }

  /**
   * The settings of a process.
   *
   * @param service its name
   * @param address where the gateway reaches it
   * @param state {@code up} or {@code away}
   * @param detail why it gave no answer; left out when it did
   * @param groups by what their keys begin with; empty when it is away
   */
  record ServiceSettings(
      String service, String address, String state, @Nullable String detail, List<Group> groups) {
    ServiceSettings {
      groups = List.copyOf(groups);
    }
  }
}
