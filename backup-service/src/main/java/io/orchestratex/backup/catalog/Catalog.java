package io.orchestratex.backup.catalog;

import io.orchestratex.backup.catalog.Manifest.StoredFile;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.pipeline.ArtifactInput;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.pipeline.Pipeline;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The backups in the vault, as their manifests tell. */
@Singleton
public final class Catalog {

  private final Vault vault;
  private final Pipeline pipeline;
  private final ManifestCodec codec;
  private final KeyRing keys;

  Catalog(Vault vault, Pipeline pipeline, ManifestCodec codec, KeyRing keys) {
    this.vault = vault;
    this.pipeline = pipeline;
    this.codec = codec;
    this.keys = keys;
  }

  /** The key that new backups are made with. */
  public String keyId() {
    return keys.id();
  }

  /** Where the backups are, for people. */
  public String location() {
    return vault.location();
  }

  /** The manifest of a backup, empty when there is none of that id. */
  public Optional<Manifest> find(String backup) throws IOException {
    Optional<byte[]> bytes = vault.manifest(backup);
    return bytes.isEmpty() ? Optional.empty() : Optional.of(codec.read(backup, bytes.get()));
  }

  /**
   * The manifest of a backup that must be there.
   *
   * @throws DamagedArtifactException when it is missing or changed
   */
  public Manifest get(String backup) throws IOException {
    return find(backup)
        .orElseThrow(() ->
            new DamagedArtifactException(
                Vault.MANIFEST
                    + " of backup "
                    + backup
                    + " is missing from the vault "
                    + vault.location()));
  }

  /** Like {@link #get}, for a caller who must be told. */
  public Manifest require(String backup) {
    try {
      return get(backup);
    } catch (DamagedArtifactException e) {
      throw FailureException.conflict("backup.damaged", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw FailureException.unavailable(
          "backup.vault-unavailable", "The vault does not answer: " + e.getMessage(), e);
    }
  }

  /** Every backup with a manifest that can be read; the others' ids go to {@code unreadable}. */
  public List<Manifest> all(List<String> unreadable) throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    for (String backup : vault.folders()) {
      try {
        find(backup).ifPresent(manifests::add);
      } catch (IOException e) {
        unreadable.add(backup + ": " + e.getMessage());
      }
    }
    return manifests;
  }

  /** Makes the backup exist; false when it did already. */
  public boolean commit(Manifest manifest) throws IOException {
    return vault.commit(manifest.id(), codec.write(manifest));
  }

  /**
   * Opens a file of a backup; what is read is decrypted and decompressed.
   *
   * @throws DamagedArtifactException when it is missing, cut or too long
   */
  public ArtifactInput open(String backup, StoredFile file) throws IOException {
    long expected = file.content().storedBytes();
    long size =
        vault
            .size(backup, file.name())
            .orElseThrow(() -> new DamagedArtifactException(file.name() + " is missing"));
    if (size < expected) {
      throw new DamagedArtifactException(
          "%s is cut: it ends after %d of %d bytes".formatted(file.name(), size, expected));
    }
    if (size > expected) {
      throw new DamagedArtifactException(
          "%s has %d extra bytes after byte %d".formatted(file.name(), size - expected, expected));
    }
    try {
      return pipeline.reading(vault.open(backup, file.name()), backup, file.name(), file.content());
    } catch (NoSuchFileException e) {
      throw new DamagedArtifactException(file.name() + " is missing", e);
    }
  }

  /** The files of one part, for an engine. */
  public DumpSource source(String backup, Manifest.Part part) {
    return scope -> open(backup, file(part, scope));
  }

  private static StoredFile file(Manifest.Part part, String scope) {
    return part.files().stream()
        .filter(file -> file.scope().equals(scope))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no file holds " + scope));
  }
}
