package io.orchestratex.monitor.probe.host;

import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.ProbeSettings;
import io.orchestratex.monitor.target.Target;
import jakarta.inject.Singleton;

/** Measures the machine that this process runs on: processors, memory and file systems. */
@Singleton
final class HostProbe implements Probe {

  private final ProbeSettings settings;

  HostProbe(ProbeSettings settings) {
    this.settings = settings;
  }

  @Override
  public String kind() {
    return Target.HOST;
  }

  @Override
  public Session open(Target target) {
    return new HostSession(settings.diskPaths());
  }
}
