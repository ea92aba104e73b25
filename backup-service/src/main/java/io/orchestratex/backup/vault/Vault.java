package io.orchestratex.backup.vault;

import java.io.IOException;
import java.util.Optional;

/**
 * Keeps files under keys, as an object store does: a file is written once, exists from its commit
 * on, and is never changed. Thread safe.
 *
 * <p>A key is {@code folder/name} (see {@link Keys}). The folder does not exist by itself: it is
 * there while a file is. A vault knows nothing of backups; what a manifest means is the catalog's.
 *
 * <p>Faults arrive as {@link IOException}. After one, the call may have taken effect or not,
 * because its reply can be lost. Each call may therefore be made again, with the same result as one
 * call. A vault that is reached over a network makes its own few retries first.
 */
public interface Vault {

  /**
   * Where it is, for people: a folder, an address; the folder of a backup follows after a slash.
   */
  String location();

  /**
   * Whether something else can be in its place from one call to the next, as where a disk is
   * unmounted. Its mark is then looked at before each call, else now and then.
   */
  default boolean canBeSwapped() {
    return true;
  }

  /**
   * Begins a file. It is not visible before {@link Upload#commit}, and any number of uploads of one
   * key may be under way.
   *
   * @throws VaultFullException also from the upload, when there is no room
   */
  Upload create(String key) throws IOException;

  /** Opens a file for reading from its beginning; empty when there is none. */
  Optional<VaultFile> open(String key) throws IOException;

  /**
   * Lists committed files in the order of their keys' bytes.
   *
   * @param prefix that the keys begin with; empty lists all
   * @param after lists keys behind this one; empty begins at the first, {@link Listing#next} goes
   *     on
   * @param limit how many at most; a vault may return fewer although there are more
   */
  Listing list(String prefix, String after, int limit) throws IOException;

  /** Removes a file, if it is there. */
  void delete(String key) throws IOException;

  /** Lists the keys of uploads that were neither committed nor aborted, like {@link #list}. */
  Listing pending(String prefix, String after, int limit) throws IOException;

  /** Aborts every upload under a prefix, also those of processes that have died. */
  void discard(String prefix) throws IOException;

  /**
   * Fails early when files of about this size will find no room. A vault without a limit leaves it.
   *
   * @throws VaultFullException when they will not
   */
  default void requireRoom(long bytes) throws IOException {}
}
