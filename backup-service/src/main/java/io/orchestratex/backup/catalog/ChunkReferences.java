package io.orchestratex.backup.catalog;

import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.catalog.Manifest.StoredFile;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.repository.Collector.Lists;
import io.orchestratex.backup.repository.Repositories.FileInVault;
import io.orchestratex.backup.vault.VaultFile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the backups of a vault need, as their manifests and lists say. */
@Singleton
public final class ChunkReferences {

  private final Catalog catalog;
  private final Inventory inventory;

  ChunkReferences(Catalog catalog, Inventory inventory) {
    this.catalog = catalog;
    this.inventory = inventory;
  }

  /**
   * Reads the lists of chunks of all backups of a vault.
   *
   * @throws IOException when a manifest or a list cannot be read or is damaged: what the backup
   *     needs is unknown then
   */
  public void read(String vault, Lists lists) throws IOException {
    List<String> backups = new ArrayList<>();
    inventory.read(
        vault,
        folders ->
            folders.forEach((backup, committed) -> {
              if (committed) {
                backups.add(backup);
              }
            }));
    for (String backup : backups) {
      Optional<Manifest> found = catalog.find(vault, backup);
      if (found.isPresent() && found.get().repository() != null) {
        read(found.get(), lists);
      }
    }
  }

  private void read(Manifest manifest, Lists lists) throws IOException {
    for (Part part : manifest.parts()) {
      for (StoredFile file : part.files()) {
        Optional<VaultFile> list = catalog.files(manifest.vault(), manifest.id()).open(file.name());
        if (list.isEmpty()) {
          if (catalog.files(manifest.vault(), manifest.id()).exists()) {
            throw new DamagedArtifactException(
                "%s of backup %s is missing".formatted(file.name(), manifest.id()));
          }
          return; // It was deleted meanwhile.
        }
        try (VaultFile stored = list.get()) {
          lists.take(
              new FileInVault(
                  manifest.vault(), manifest.id(), file.name(), file.stored(), file.content()),
              stored);
        }
      }
    }
  }
}
