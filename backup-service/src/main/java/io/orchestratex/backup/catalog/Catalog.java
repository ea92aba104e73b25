package io.orchestratex.backup.catalog;

import com.google.crypto.tink.StreamingAead;
import io.orchestratex.backup.catalog.Manifest.StoredFile;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.pipeline.ArtifactInput;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.pipeline.Pipeline;
import io.orchestratex.backup.pipeline.VaultUnreadableException;
import io.orchestratex.backup.repository.Repositories;
import io.orchestratex.backup.repository.Repositories.FileInVault;
import io.orchestratex.backup.repository.RepositoryWriter;
import io.orchestratex.backup.vault.NotAFileException;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.Vaults;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** The backups in the vaults, as their manifests tell. */
@Singleton
public final class Catalog {

  /** What is said of a backup whose manifest is gone. */
  public static final String MISSING = "is missing from the vault";

  private final Vaults vaults;
  private final Pipeline pipeline;
  private final ManifestCodec codec;
  private final KeyRing keys;
  private final Repositories repositories;

  Catalog(
      Vaults vaults,
      Pipeline pipeline,
      ManifestCodec codec,
      KeyRing keys,
      Repositories repositories) {
    this.repositories = repositories;
    this.vaults = vaults;
    this.pipeline = pipeline;
    this.codec = codec;
    this.keys = keys;
  }

  /** The key that new backups are made with. */
  public String keyId() {
    return keys.primary().id();
  }

  /** The files of a backup, whether or not it exists. */
  public BackupFiles files(String vault, String backup) {
    return new BackupFiles(vaults.get(vault), backup);
  }

  /** The manifest of a backup, empty when the vault has none of that id. */
  public Optional<Manifest> find(String vault, String backup) throws IOException {
    Optional<byte[]> bytes;
    try {
      bytes = files(vault, backup).manifest();
    } catch (NotAFileException e) {
      throw new DamagedArtifactException(String.valueOf(e.getMessage()), e);
    }
    return bytes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            codec
                .read(backup, bytes.get(), repository -> repositories.keys(vault, repository))
                .foundIn(vault));
  }

  /**
   * The manifest of a backup that must be there.
   *
   * @throws DamagedArtifactException when it is missing or changed
   */
  public Manifest get(String vault, String backup) throws IOException {
    return find(vault, backup)
        .orElseThrow(() ->
            new DamagedArtifactException(
                "%s of backup %s %s %s, %s"
                    .formatted(
                        BackupFiles.MANIFEST,
                        backup,
                        MISSING,
                        vault,
                        vaults.get(vault).location())));
  }

  /** Makes the backup exist in its vault; false when it does already with another manifest. */
  public boolean commit(Manifest manifest) throws IOException {
    String repository = Objects.requireNonNull(manifest.repository());
    return files(manifest.vault(), manifest.id())
        .commit(codec.write(manifest, repositories.keys(manifest.vault(), repository)));
  }

  /** Begins an attempt at a backup: what it writes of its dumps goes through this. */
  public RepositoryWriter begin(String vault, String backup, Instant now) throws IOException {
    return repositories.begin(vault, backup, now);
  }

  /**
   * Makes sure that one of our keys opens what is in a vault.
   *
   * @throws DamagedArtifactException that names the key, when none does
   */
  public void requireOpen(String vault) throws IOException {
    repositories.requireOpen(vault);
  }

  /**
   * Opens a file of a backup; what is read is decrypted and decompressed.
   *
   * @throws DamagedArtifactException when it is missing, cut or too long
   * @throws VaultUnreadableException when the vault does not hand it out
   */
  public ArtifactInput open(Manifest manifest, StoredFile file) throws IOException {
    VaultFile found =
        opened(manifest, file)
            .orElseThrow(() -> new DamagedArtifactException(file.name() + " is missing"));
    try {
      requireLength(file, found.bytes());
      if (manifest.repository() == null) {
        return pipeline.reading(
            found.content(),
            artifactKey(manifest.keyId()),
            manifest.id(),
            file.name(),
            file.content());
      }
      return repositories.open(
          new FileInVault(
              manifest.vault(), manifest.id(), file.name(), file.stored(), file.content()),
          manifest.repository(),
          found);
    } catch (IOException e) {
      try (found) {
        throw e;
      }
    }
  }

  /**
   * Reads of a file that is kept in chunks the list of these to its end; of another one nothing.
   *
   * @throws DamagedArtifactException when it is missing or not what the manifest says
   */
  public void readList(Manifest manifest, StoredFile file) throws IOException {
    if (manifest.repository() == null) {
      return;
    }
    try (VaultFile list =
        opened(manifest, file)
            .orElseThrow(() -> new DamagedArtifactException(file.name() + " is missing"))) {
      requireLength(file, list.bytes());
      repositories.readList(
          new FileInVault(
              manifest.vault(), manifest.id(), file.name(), file.stored(), file.content()),
          manifest.repository(),
          list);
    }
  }

  private StreamingAead artifactKey(String keyId) throws IOException {
    return keys.find(keyId).orElseThrow(() -> new IOException("no key " + keyId)).artifacts();
  }

  private Optional<VaultFile> opened(Manifest manifest, StoredFile file) throws IOException {
    try {
      return files(manifest.vault(), manifest.id()).open(file.name());
    } catch (NotAFileException e) {
      throw new DamagedArtifactException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new VaultUnreadableException(file.name(), 0, e);
    }
  }

  private static void requireLength(StoredFile file, long size) throws DamagedArtifactException {
    long expected = file.stored().storedBytes();
    if (size < expected) {
      throw new DamagedArtifactException(
          "%s is cut: it ends after %d of %d bytes".formatted(file.name(), size, expected));
    }
    if (size > expected) {
      throw new DamagedArtifactException(
          "%s has %d extra bytes after byte %d".formatted(file.name(), size - expected, expected));
    }
  }

  /** The files of one part, for an engine. */
  public DumpSource source(Manifest manifest, Manifest.Part part) {
    return scope -> open(manifest, file(part, scope));
  }

  private static StoredFile file(Manifest.Part part, String scope) {
    return part.files().stream()
        .filter(file -> file.scope().equals(scope))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no file holds " + scope));
  }
}
