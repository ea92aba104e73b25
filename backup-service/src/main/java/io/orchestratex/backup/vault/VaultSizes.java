package io.orchestratex.backup.vault;

import java.time.Instant;
import java.util.Map;

/** What the vaults hold, and what it takes. Thread-safe. */
public interface VaultSizes {

  /**
   * Of one vault.
   *
   * @param backups how many backups lie in it
   * @param logicalBytes what its backups hold, each by itself, as the engines delivered it
   * @param storedBytes what is stored for all of them: what was there when the packs were looked at
   *     last, and what the backups since then added
   */
  record VaultSize(int backups, long logicalBytes, long storedBytes) {

    /** Bytes that are held for each that is stored; 1 where nothing is. */
    public double deduplication() {
      return storedBytes <= 0 ? 1 : Math.round(100.0 * logicalBytes / storedBytes) / 100.0;
    }
  }

  /** By the vault's name; a vault without backups is left out. */
  Map<String, VaultSize> all();

  /**
   * Of the part of one target in a backup.
   *
   * @param sourceBytes as the engine delivered it
   * @param storedBytes what is stored of it, shared with other backups or not
   * @param addedBytes what it added to its vault
   */
  record PartSize(long sourceBytes, long storedBytes, long addedBytes) {}

  /** By the target's id, of its newest backup that succeeded. */
  Map<String, PartSize> newest();

  /** Notes what the packs of a vault take. */
  void measured(String vault, long storedBytes, Instant at);
}
