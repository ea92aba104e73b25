package io.orchestratex.backup.vault;

/**
 * A kind of vault. An implementation is a bean in a folder of its own, held to the vault contract
 * suite.
 */
public interface VaultType {

  /** What it is called in the setting {@code type}. */
  String name();

  /**
   * Makes a vault of this kind; called once for each at the start. It reads every setting that it
   * knows, so that those it does not can be refused. It does not need the vault to answer.
   *
   * @throws IllegalArgumentException when a setting is missing or bad; see {@link VaultProperties}
   */
  Vault open(VaultProperties settings);
}
