package io.orchestratex.backup.policy;

/**
 * A backup of the catalog, with what says whose it is.
 *
 * @param vault name of the vault that its files are in
 */
public record CatalogEntry(Candidate candidate, String requestedBy, String vault) {}
