package io.orchestratex.bench.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.orchestratex.cli.access.Gateway;
import java.lang.management.ManagementFactory;

/** What the figures were taken on, in general terms. */
final class Machine {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Machine() {}

  static ObjectNode facts() {
    return Gateway.body()
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("memory_bytes", SYSTEM.getTotalMemorySize())
        .put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("architecture", System.getProperty("os.arch"))
        .put("java", System.getProperty("java.vm.version"))
        .put("load_before", load());
  }

  /** Runnable processes, averaged over the last minute; negative where the system does not say. */
  static double load() {
    return Math.round(SYSTEM.getSystemLoadAverage() * 100) / 100.0;
  }
}
