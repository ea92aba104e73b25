package io.orchestratex.backup.capture;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How vaults are looked after.
 *
 * @param interval how often it is asked whether each carries its mark
 * @param audit how often the backups that are known are looked for in the vault's listing
 */
@ConfigurationProperties("orchestratex.backup.vault-check")
record VaultCheckSettings(
    @Bindable(defaultValue = "5s") Duration interval,
    @Bindable(defaultValue = "24h") Duration audit) {
  VaultCheckSettings {
    if (interval.toMillis() < 10 || audit.compareTo(interval) < 0) {
      throw new IllegalArgumentException(
          "orchestratex.backup.vault-check.interval must be at least 10ms, and audit not shorter");
    }
  }
}
