package io.orchestratex.monitor.probe.host;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;

/**
 * How this machine is measured.
 *
 * @param diskPaths file systems whose free room is measured, each by a path in it
 */
@ConfigurationProperties("orchestratex.monitor.probe.host")
public record HostProbeSettings(@Bindable(defaultValue = "/") List<String> diskPaths) {
  public HostProbeSettings {
    diskPaths = List.copyOf(diskPaths);
  }
}
