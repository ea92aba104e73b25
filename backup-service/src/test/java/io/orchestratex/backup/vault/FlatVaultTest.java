package io.orchestratex.backup.vault;

/** The contract holds for what is no file system. */
class FlatVaultTest extends VaultContract {

  @Override
  protected Vault emptyVault() {
    return new FlatVault("test");
  }
}
