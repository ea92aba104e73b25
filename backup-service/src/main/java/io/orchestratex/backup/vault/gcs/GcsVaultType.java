package io.orchestratex.backup.vault.gcs;

import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.backup.vault.VaultType;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Vaults of type {@code gcs}. */
@Singleton
final class GcsVaultType implements VaultType {

  private final InstantSource clock;

  GcsVaultType(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "gcs";
  }

  @Override
  public Vault open(VaultProperties settings) {
    return new GcsVault(GcsVaultSettings.of(settings), clock);
  }
}
