package io.orchestratex.backup.policy;

/**
 * A backup of the catalog, with what says whose it is.
 *
 * @param candidate what is known of it in this vault
 * @param vault name of the vault that its files are in
 * @param home whether it was taken into that vault; else it is a complete copy
 */
public record CatalogEntry(Candidate candidate, String requestedBy, String vault, boolean home) {

  /** Names the backup and the vault. */
  Place place() {
    return new Place(candidate.id(), vault);
  }

  /** A backup in one of its vaults. */
  record Place(String backup, String vault) {}
}
