package io.orchestratex.monitor.probe.host;

import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.target.Target;
import jakarta.inject.Singleton;
import java.util.Map;

/** Measures the machine that this process runs on: processors, memory and file systems. */
@Singleton
final class HostProbe implements Probe {

  private static final String ADDRESS = "local";

  private final HostProbeSettings settings;

  HostProbe(HostProbeSettings settings) {
    this.settings = settings;
  }

  @Override
  public String engine() {
    return "host";
  }

  @Override
  public Map<String, String> help() {
    return Map.of(
        "node_cpu_used_ratio", "Busy share of all processors since the last reading",
        "node_memory_used_ratio", "Share of the memory that is not available",
        "node_disk_used_ratio", "Share of the file system that is not available");
  }

  @Override
  public String addressForm() {
    return ADDRESS;
  }

  @Override
  public boolean accepts(Secret address) {
    return address.reveal().equals(ADDRESS);
  }

  @Override
  public String shownAddress(Secret address) {
    return ADDRESS;
  }

  @Override
  public Session open(Target target) {
    return new HostSession(settings.diskPaths());
  }
}
