package io.orchestratex.backup.vault.azure;

import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.backup.vault.VaultType;
import jakarta.inject.Singleton;

/** Vaults of type {@code azure}. */
@Singleton
final class AzureVaultType implements VaultType {

  @Override
  public String name() {
    return "azure";
  }

  @Override
  public Vault open(VaultProperties settings) {
    return new AzureVault(AzureVaultSettings.of(settings));
  }
}
