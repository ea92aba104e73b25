package io.orchestratex.backup.maintenance;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How the gateway is told that services take no changes.
 *
 * @param lease how long what a restore declares holds without being declared again: after a crash,
 *     changes are taken again that much later
 * @param lead how long a restore waits between declaring it and its first change, so that every
 *     gateway has heard of it
 */
@ConfigurationProperties("orchestratex.backup.maintenance")
public record MaintenanceSettings(
    @Bindable(defaultValue = "15s") Duration lease,
    @Bindable(defaultValue = "500ms") Duration lead) {

  public MaintenanceSettings {
    if (lease.toMillis() < 1_000 || lease.toMinutes() > 5) {
      throw new IllegalArgumentException(
          "orchestratex.backup.maintenance.lease must be from 1s to 5m");
    }
    if (lead.isNegative() || lead.compareTo(lease) >= 0) {
      throw new IllegalArgumentException(
          "orchestratex.backup.maintenance.lead must be shorter than the lease, and not negative");
    }
  }
}
