package io.orchestratex.backup.readiness;

import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What readiness needs of manifests. A manifest does not change, so it is read once; later it is
 * only looked whether it is still there. Thread-safe.
 */
@Singleton
final class KnownManifests {

  private final Catalog catalog;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  KnownManifests(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Of one backup.
   *
   * @param keyId the key that opens it; null where any key of its repository does
   */
  record Known(String vault, @Nullable String keyId, long storedBytes) {}

  /**
   * Reads it, or looks for it.
   *
   * @throws IOException when it is missing, changed or cannot be read
   */
  Known of(String vault, String backup) throws IOException {
    Known before = known.get(backup);
    if (before != null && before.vault().equals(vault) && catalog.files(vault, backup).exists()) {
      return before;
    }
    Manifest manifest = catalog.get(vault, backup);
    Known read =
        new Known(
            vault, manifest.repository() == null ? manifest.keyId() : null, manifest.storedBytes());
    known.put(backup, read);
    return read;
  }

  /** Forgets all others. */
  void keep(Set<String> backups) {
    known.keySet().retainAll(backups);
  }
}
