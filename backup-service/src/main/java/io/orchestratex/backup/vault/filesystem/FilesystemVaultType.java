package io.orchestratex.backup.vault.filesystem;

import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.backup.vault.VaultType;
import jakarta.inject.Singleton;

/** Vaults of type {@code filesystem}. */
@Singleton
final class FilesystemVaultType implements VaultType {

  @Override
  public String name() {
    return "filesystem";
  }

  @Override
  public Vault open(VaultProperties settings) {
    return new FilesystemVault(FilesystemVaultSettings.of(settings));
  }
}
