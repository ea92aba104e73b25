package io.orchestratex.backup.vault.s3;

import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultProperties;
import io.orchestratex.backup.vault.VaultType;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Vaults of type {@code s3}. */
@Singleton
final class S3VaultType implements VaultType {

  private final InstantSource clock;

  S3VaultType(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public Vault open(VaultProperties settings) {
    return new S3Vault(S3VaultSettings.of(settings), clock);
  }
}
