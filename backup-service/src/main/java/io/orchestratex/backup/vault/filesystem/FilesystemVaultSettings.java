package io.orchestratex.backup.vault.filesystem;

import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.backup.vault.Vaults;
import java.nio.file.Path;

/**
 * Where and how much.
 *
 * @param path the folder
 * @param maxBytes how much all backups together may take; 0 is as much as there is
 * @param reserveBytes what must stay free on the disk
 */
record FilesystemVaultSettings(Path path, long maxBytes, long reserveBytes) {

  private static final long RESERVE_BYTES = 64L << 20;

  static FilesystemVaultSettings of(VaultProperties settings) {
    return new FilesystemVaultSettings(
        Path.of(
            settings.vault().equals(Vaults.DEFAULT)
                ? settings.text("path", "data/backups")
                : settings.text("path")),
        settings.bytes("max-bytes", 0),
        settings.bytes("reserve-bytes", RESERVE_BYTES));
  }
}
