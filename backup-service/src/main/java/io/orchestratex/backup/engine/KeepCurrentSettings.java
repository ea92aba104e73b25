package io.orchestratex.backup.engine;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a restore leaves as it is.
 *
 * @param keepCurrent names of collections and tables, separated by commas, in which services keep
 *     events that wait or were seen: restoring them would lose events or send them again
 */
@ConfigurationProperties("orchestratex.backup.restore")
public record KeepCurrentSettings(
    @Bindable(defaultValue = "outbox,inbox,leases,parked_events") String keepCurrent) {
  /** The names. */
  public Set<String> names() {
    return Arrays.stream(keepCurrent.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
