package io.orchestratex.monitor;

import io.orchestratex.local.TestEngines;
import java.util.HashMap;
import java.util.Map;

/** Settings of a monitor-service on the shared engines, with a store of its own. */
public final class MonitorProperties {

  private MonitorProperties() {}

  /** A service without targets; a test adds what it needs. */
  public static Map<String, Object> of(String suffix) {
    Map<String, Object> properties =
        new HashMap<>(TestEngines.shared().environmentOf("monitor-service", suffix));
    properties
        .keySet()
        .removeIf(key -> key.startsWith("MONITOR_") || key.startsWith("ORCHESTRATEX_"));
    properties.put("micronaut.server.port", -1);
    properties.put("orchestratex.monitor.targets.host.uri", "");
    properties.put("orchestratex.access.scrape-token", "scrape-me");
    return properties;
  }

  /** Adds a target as the settings have it. */
  public static void addTarget(
      Map<String, Object> properties, String id, String engine, String uri) {
    properties.put("orchestratex.monitor.targets." + id + ".engine", engine);
    properties.put("orchestratex.monitor.targets." + id + ".uri", uri);
  }
}
