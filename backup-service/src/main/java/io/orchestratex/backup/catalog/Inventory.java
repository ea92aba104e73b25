package io.orchestratex.backup.catalog;

import io.orchestratex.backup.repository.Attempts;
import io.orchestratex.backup.vault.Keys;
import io.orchestratex.backup.vault.Listing;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.Vaults;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which folders of backups a vault holds, by its listing alone: no file is read, and no more than
 * one page is kept.
 */
@Singleton
public final class Inventory {

  private static final int PAGE = 1_000;

  private final Vaults vaults;

  Inventory(Vaults vaults) {
    this.vaults = vaults;
  }

  /** Takes what was found, page by page. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Takes a page.
     *
     * @param folders by backup id, whether each has a manifest
     */
    void read(Map<String, Boolean> folders) throws IOException;
  }

  /** Goes through the folders with committed files. */
  public void read(String vault, Reader reader) throws IOException {
    Vault source = vaults.get(vault);
    String open = ""; // A folder may go on in the next page.
    boolean manifest = false;
    @Nullable String after = "";
    while (after != null) {
      Listing page = source.list("", after, PAGE);
      Map<String, Boolean> whole = new LinkedHashMap<>();
      boolean past = false;
      for (String key : page.keys()) {
        if (key.charAt(0) > '9') {
          past = true; // Ids begin with a digit; chunks and keys come behind all of them.
          break;
        }
        if (!Keys.folder(key).equals(open)) {
          if (!open.isEmpty()) {
            whole.put(open, manifest);
          }
          open = Keys.folder(key);
          manifest = false;
        }
        manifest |= Keys.name(key).equals(BackupFiles.MANIFEST);
      }
      after = past ? null : page.next();
      if (after == null && !open.isEmpty()) {
        whole.put(open, manifest);
      }
      reader.read(whole);
    }
  }

  /** The ids of the backups with attempts that have not ended in the vault. */
  public List<String> attempted(String vault) throws IOException {
    return Attempts.backups(vaults.get(vault));
  }

  /** Goes through the folders with uploads that were neither committed nor aborted. */
  public void readPending(String vault, Reader reader) throws IOException {
    Vault source = vaults.get(vault);
    @Nullable String after = "";
    while (after != null) {
      Listing page = source.pending("", after, PAGE);
      Map<String, Boolean> folders = new LinkedHashMap<>();
      page.keys().forEach(key -> folders.put(Keys.folder(key), false));
      reader.read(folders);
      after = page.next();
    }
  }
}
