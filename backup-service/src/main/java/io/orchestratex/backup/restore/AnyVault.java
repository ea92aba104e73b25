package io.orchestratex.backup.restore;

import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.copy.Places;
import io.orchestratex.backup.restore.RestoreContext.ManifestSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manifest of a backup, out of the vaults that have it, or the one that was asked for: read
 * once, until one is found bad.
 */
final class AnyVault implements ManifestSource {

  private static final Logger LOG = LoggerFactory.getLogger(AnyVault.class);

  private final Places places;
  private final String backup;
  private final @Nullable String only;
  private final List<String> bad = new ArrayList<>();
  private @Nullable Manifest manifest;

  /**
   * @param only the vault that was asked for; null for all that have it
   */
  AnyVault(Places places, String backup, @Nullable String only) {
    this.places = places;
    this.backup = backup;
    this.only = only;
  }

  private List<String> left() {
    return places.of(backup).stream()
        .filter(vault -> only == null || vault.equals(only))
        .filter(vault -> !bad.contains(vault))
        .toList();
  }

  @Override
  public synchronized Manifest get() throws IOException {
    Manifest known = manifest;
    if (known == null) {
      known = places.manifest(backup, left());
      manifest = known;
    }
    return known;
  }

  @Override
  public synchronized boolean turnAway(IOException fault) {
    Manifest before = manifest;
    if (before == null) {
      return false;
    }
    bad.add(before.vault());
    List<String> left = left();
    if (left.isEmpty()) {
      bad.removeLast();
      return false;
    }
    LOG.atWarn()
        .addKeyValue("backup", backup)
        .addKeyValue("vault", before.vault())
        .log("the backup is restored from {}: {}", left, fault.getMessage());
    manifest = null;
    return true;
  }
}
