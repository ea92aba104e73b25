package io.orchestratex.backup.repository;

import io.orchestratex.backup.vault.AlreadyStoredException;
import io.orchestratex.backup.vault.Listing;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFullException;
import io.orchestratex.backup.vault.VaultLockedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whole listings, and small files that are stored at once. */
final class VaultKeys {

  private static final int PAGE = 1_000;

  private VaultKeys() {}

  /** All keys with a prefix, in their order. */
  static List<String> all(Vault vault, String prefix) throws IOException {
    List<String> keys = new ArrayList<>();
    @Nullable String after = "";
    while (after != null) {
      Listing page = vault.list(prefix, after, PAGE);
      keys.addAll(page.keys());
      after = page.next();
    }
    return keys;
  }

  /** Removes a file; false when the store keeps it until a time that has not come. */
  static boolean deleted(Vault vault, String key) throws IOException {
    try {
      vault.delete(key);
      return true;
    } catch (VaultLockedException e) {
      return false;
    }
  }

  /** All keys with a prefix that uploads under way have. */
  static List<String> pending(Vault vault, String prefix) throws IOException {
    List<String> keys = new ArrayList<>();
    @Nullable String after = "";
    while (after != null) {
      Listing page = vault.pending(prefix, after, PAGE);
      keys.addAll(page.keys());
      after = page.next();
    }
    return keys;
  }

  /**
   * Stores a file.
   *
   * @throws AlreadyStoredException when there is one of that key
   */
  static void store(Vault vault, String key, byte[] content) throws IOException {
    try (Upload upload = vault.create(key)) {
      upload.content().write(content);
      upload.content().close();
      try {
        upload.commit();
      } catch (AlreadyStoredException | VaultFullException e) {
        throw e;
      } catch (IOException e) {
        upload.commit(); // The reply may have been lost.
      }
    }
  }
}
