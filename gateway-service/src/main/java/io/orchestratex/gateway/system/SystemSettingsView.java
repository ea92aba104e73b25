package io.orchestratex.gateway.system;

import io.orchestratex.kit.settings.SettingsInForce.Group;
import io.orchestratex.kit.settings.SettingsInForce.Setting;
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
      String service,
      String address,
      String state,
      @Nullable String detail,
      List<SettingsGroup> groups) {
    ServiceSettings {
      groups = List.copyOf(groups);
    }
  }

  /**
   * Settings that belong together.
   *
   * @param name what their keys begin with, such as {@code orchestratex.backup.job}
   * @param settings by key
   */
  record SettingsGroup(String name, List<SettingInForce> settings) {
    SettingsGroup {
      settings = List.copyOf(settings);
    }

    static SettingsGroup of(Group group) {
      return new SettingsGroup(
          group.name(), group.settings().stream().map(SettingInForce::of).toList());
    }
  }

  /**
   * A setting.
   *
   * @param key its whole key
   * @param value {@code ***} where it is a secret that is set; left out where nothing is set
   * @param origin {@code default}, {@code environment}, {@code file} or {@code program} (what
   *     started the service set it)
   */
  record SettingInForce(String key, @Nullable String value, String origin) {

    static SettingInForce of(Setting setting) {
      return new SettingInForce(setting.key(), setting.value(), setting.origin());
    }
  }
}
