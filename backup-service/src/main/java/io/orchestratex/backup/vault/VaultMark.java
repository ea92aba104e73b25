package io.orchestratex.backup.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file by which a vault is known again: its id, made once. A folder without it is an empty
 * mount point, or another installation's.
 */
final class VaultMark {

  /** Where it lies; no backup has a folder of this name. */
  static final String KEY = "vault/mark.json";

  private static final int MAX_BYTES = 1_000;
  private static final Pattern ID = Pattern.compile("\"vault_id\":\"([0-9a-f-]{36})\"");

  private VaultMark() {}

  /** The id that a vault carries, empty when it has no mark. */
  static Optional<String> read(Vault vault) throws IOException {
    Optional<VaultFile> found = vault.open(KEY);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (VaultFile file = found.get()) {
      Matcher id = ID.matcher(new String(file.content().readNBytes(MAX_BYTES), UTF_8));
      if (!id.find()) {
        throw new IOException("its mark " + KEY + " cannot be read");
      }
      return Optional.of(id.group(1));
    }
  }

  /** Marks a vault; one that another process has marked meanwhile keeps that mark. */
  static String make(Vault vault) throws IOException {
    String id = UUID.randomUUID().toString();
    try (Upload upload = vault.create(KEY)) {
      upload
          .content()
          .write(
              ("{\"vault_id\":\""
                      + id
                      + "\",\"about\":\"OrchestrateX uses this vault only while"
                      + " this file is in it.\"}\n")
                  .getBytes(UTF_8));
      upload.commit();
      return id;
    } catch (AlreadyStoredException e) {
      return read(vault).orElseThrow(() -> e);
    }
  }
}
