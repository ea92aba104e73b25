package io.orchestratex.backup.vault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps the files of backups, a folder each. Thread safe. A backup exists from the moment that its
 * manifest does, and {@link #commit} never replaces one.
 */
public interface Vault {

  /** Name of the file that makes a folder a backup. */
  String MANIFEST = "manifest.json";

  /** Where it is, for people. */
  String location();

  /** Every folder, with or without a manifest, oldest first. */
  List<String> folders() throws IOException;

  /** The files in a folder; empty when there is no such folder. */
  List<String> files(String backup) throws IOException;

  /** Length of a file in bytes. */
  OptionalLong size(String backup, String file) throws IOException;

  /**
   * Makes a file. After {@code close} returned it is on stable storage.
   *
   * @throws VaultFullException also from the stream, when there is no room
   */
  OutputStream create(String backup, String file) throws IOException;

  /** Opens a file for reading from its beginning. */
  InputStream open(String backup, String file) throws IOException;

  /** The manifest's bytes, empty when the backup does not exist. */
  Optional<byte[]> manifest(String backup) throws IOException;

  /** Makes the backup exist; false, and nothing changed, when it did already. */
  boolean commit(String backup, byte[] manifest) throws IOException;

  /** Removes a file, if it is there. */
  void delete(String backup, String file) throws IOException;

  /** Removes a backup: first its manifest, so that it never half exists. */
  void deleteBackup(String backup) throws IOException;

  /**
   * Fails early when a backup of about this size will find no room.
   *
   * @throws VaultFullException when it will not
   */
  void requireRoom(long bytes) throws IOException;
}
