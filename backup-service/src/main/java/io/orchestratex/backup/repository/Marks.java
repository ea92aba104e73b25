package io.orchestratex.backup.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Marks of packs that will be removed: {@code marks/PACK}, with the time. No new backup refers to
 * these.
 */
final class Marks {

  static final String FOLDER = "marks/";

  private static final int BYTES = 100;

  private Marks() {}

  /** The names of the packs that are marked. */
  static List<String> names(Vault vault) throws IOException {
    return VaultKeys.all(vault, FOLDER).stream()
        .map(key -> key.substring(FOLDER.length()))
        .toList();
  }

  /** Since when a pack is marked; null when it is not. A mark that says no time is from now. */
  static @Nullable Instant since(Vault vault, String pack, Instant now) throws IOException {
    Optional<VaultFile> found = vault.open(FOLDER + pack);
    if (found.isEmpty()) {
      return null;
    }
    try (VaultFile file = found.get()) {
      byte[] text = file.content().readNBytes(BYTES);
      if (text.length < file.bytes()) {
        throw new IOException("the vault could not be read: the mark of " + pack + " ended early");
      }
      return Instant.parse(new String(text, UTF_8).strip());
    } catch (DateTimeException e) {
      return now;
    }
  }
}
