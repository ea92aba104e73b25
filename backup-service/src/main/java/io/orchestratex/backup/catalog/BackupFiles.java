package io.orchestratex.backup.catalog;

import io.orchestratex.backup.repository.Attempts;
import io.orchestratex.backup.vault.AlreadyStoredException;
import io.orchestratex.backup.vault.Keys;
import io.orchestratex.backup.vault.Listing;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultFullException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of one backup in its vault: a folder of keys. The backup exists from the moment that
 * its manifest does. That one is committed last and removed first, and never replaced.
 */
public final class BackupFiles {

  /** Name of the file that makes a folder a backup. */
  static final String MANIFEST = "manifest.json";

  private static final int PAGE = 1_000;

  private final Vault vault;
  private final String backup;

  BackupFiles(Vault vault, String backup) {
    this.vault = vault;
    this.backup = backup;
  }

  String backup() {
    return backup;
  }

  /**
   * Fails early when a backup of about this size will find no room.
   *
   * @throws VaultFullException when it will not
   */
  public void requireRoom(long bytes) throws IOException {
    vault.requireRoom(bytes);
  }

  /** Begins an artifact. */
  Upload create(String name) throws IOException {
    return vault.create(key(name));
  }

  Optional<VaultFile> open(String name) throws IOException {
    return vault.open(key(name));
  }

  /** Whether there is a manifest. */
  public boolean exists() throws IOException {
    Optional<VaultFile> found = open(MANIFEST);
    if (found.isPresent()) {
      found.get().close();
    }
    return found.isPresent();
  }

  /** The manifest's bytes, empty when the backup does not exist. */
  Optional<byte[]> manifest() throws IOException {
    Optional<VaultFile> found = open(MANIFEST);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (VaultFile file = found.get()) {
      byte[] bytes = file.content().readAllBytes();
      if (bytes.length < file.bytes()) {
        throw new IOException(
            "the vault could not be read: the manifest of backup %s ended after %d of %d bytes"
                .formatted(backup, bytes.length, file.bytes()));
      }
      return Optional.of(bytes);
    }
  }

  /**
   * Makes the backup exist. May be done again with the same manifest.
   *
   * @return false, and nothing changed, when it exists with another manifest
   */
  boolean commit(byte[] manifest) throws IOException {
    try (Upload upload = create(MANIFEST)) {
      upload.content().write(manifest);
      commit(upload);
      return true;
    } catch (AlreadyStoredException e) {
      return manifest().filter(stored -> Arrays.equals(stored, manifest)).isPresent();
    }
  }

  /** Commits, once more if the first try fails: a reply may have been lost. */
  static void commit(Upload upload) throws IOException {
    try {
      upload.commit();
    } catch (AlreadyStoredException | VaultFullException e) {
      throw e;
    } catch (IOException e) {
      try {
        upload.commit();
      } catch (IOException again) {
        again.addSuppressed(e);
        throw again;
      }
    }
  }

  /**
   * Removes what was written for a backup that does not exist.
   *
   * @return false, and nothing removed, when it does exist
   */
  public boolean discard() throws IOException {
    if (exists()) {
      return false;
    }
    removeAll();
    Attempts.discard(vault, backup);
    return true;
  }

  /**
   * Removes what earlier attempts at a backup that does not exist have written, but not their
   * packs: the next attempt need not store again what is in these.
   *
   * @return false, and nothing removed, when it does exist
   */
  public boolean restart() throws IOException {
    if (exists()) {
      return false;
    }
    removeAll();
    Attempts.halt(vault, backup);
    return true;
  }

  /** Notes that no attempt at this backup writes any more. */
  public void settle() throws IOException {
    Attempts.settle(vault, backup);
  }

  /**
   * Removes the backup: first its manifest, so that it never half exists. Chunks that no other
   * backup needs are removed later.
   */
  public void delete() throws IOException {
    vault.delete(key(MANIFEST));
    removeAll();
    settle();
  }

  /** Aborts the uploads that are left of a backup whose job has ended. */
  public void discardUploads() throws IOException {
    vault.discard(backup + "/");
  }

  private void removeAll() throws IOException {
    discardUploads();
    String prefix = backup + "/";
    @Nullable String after = "";
    while (after != null) {
      Listing page = vault.list(prefix, after, PAGE);
      for (String key : page.keys()) {
        vault.delete(key);
      }
      after = page.next();
    }
  }

  private String key(String name) {
    return Keys.of(backup, name);
  }
}
