package io.orchestratex.backup.vault.filesystem;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where and how much.
 *
 * @param path the folder
 * @param maxBytes how much all backups together may take; 0 is as much as there is
 * @param reserveBytes what must stay free on the disk
 */
@ConfigurationProperties("orchestratex.backup.vault")
public record FilesystemVaultSettings(
    @Bindable(defaultValue = "data/backups") String path,
    @Bindable(defaultValue = "0") long maxBytes,
    @Bindable(defaultValue = "67108864") long reserveBytes) {
  public FilesystemVaultSettings {
    if (maxBytes < 0 || reserveBytes < 0) {
      throw new IllegalArgumentException(
          "orchestratex.backup.vault.max-bytes and reserve-bytes must not be negative");
    }
  }
}
