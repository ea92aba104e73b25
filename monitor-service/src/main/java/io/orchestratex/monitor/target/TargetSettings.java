package io.orchestratex.monitor.target;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Map;

/**
 * What is measured: {@code targets.<id>.engine} names the probe and {@code targets.<id>.uri} the
 * address, as the probe expects it. A target with an empty address is not measured.
 *
 * @param targets by id, as the sources of the settings hold them; {@link TargetList} reads them
 */
@ConfigurationProperties("orchestratex.monitor")
public record TargetSettings(@Bindable(defaultValue = "{}") Map<String, Object> targets) {

  /** Where the targets are in the settings. */
  public static final String KEY = "orchestratex.monitor.targets";

  public TargetSettings {
    targets = Map.copyOf(targets);
  }

  /** The addresses may hold passwords. */
  @Override
  public String toString() {
    return "TargetSettings" + targets.keySet();
  }
}
