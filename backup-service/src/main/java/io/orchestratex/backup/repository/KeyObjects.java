package io.orchestratex.backup.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.backup.pipeline.BackupKey;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.vault.AlreadyStoredException;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The secret of a repository, as it lies in its vault: wrapped once for each key file that may open
 * it. {@code repository/root} makes the repository, by put-if-absent; {@code repository/key-ID} are
 * further copies, one for each key that came into use. Any of them is enough.
 */
final class KeyObjects {

  static final String FOLDER = "repository/";

  private static final String ROOT = FOLDER + "root";
  private static final String FORMAT = "orchestratex-repository-2";
  private static final int MAX_BYTES = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vault vault;
  private final KeyRing ring;

  KeyObjects(Vault vault, KeyRing ring) {
    this.vault = vault;
    this.ring = ring;
  }

  /** One that was read; the repository's id and the key's are not yet proved by the secret. */
  private record Wrapped(String name, String repository, String keyId, byte[] secret) {}

  /**
   * Opens the repository with one of our keys; empty when the vault has none.
   *
   * @throws DamagedArtifactException when none of our keys opens it, or what is wrapped is changed
   */
  Optional<RepositoryKeys> open() throws IOException {
    List<String> names = VaultKeys.all(vault, FOLDER);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    List<Wrapped> all = new ArrayList<>();
    @Nullable IOException damage = null;
    for (String name : names) {
      try {
        all.add(read(name));
      } catch (DamagedArtifactException e) {
        damage = e; // Another copy may be whole.
      }
    }
    for (Wrapped each : all) {
      try {
        Optional<RepositoryKeys> opened = opened(each);
        if (opened.isPresent()) {
          return opened;
        }
      } catch (DamagedArtifactException e) {
        damage = e;
      }
    }
    if (damage != null) {
      throw damage;
    }
    throw new DamagedArtifactException(
        "the repository in %s was encrypted with key %s, and the key files hold %s: use the right key file, or name it in orchestratex.backup.key.old-files"
            .formatted(
                vault.location(),
                String.join(" or ", new TreeSet<>(all.stream().map(Wrapped::keyId).toList())),
                ring.ids()));
  }

  /** Opens the repository, which is made when there is none, and lets the newest key open it. */
  RepositoryKeys openOrMake() throws IOException {
    Optional<RepositoryKeys> found = open();
    RepositoryKeys keys = found.isPresent() ? found.get() : make();
    String mine = FOLDER + "key-" + ring.primary().id();
    if (!VaultKeys.all(vault, FOLDER).contains(mine)) {
      try {
        VaultKeys.store(vault, mine, wrapped(keys));
      } catch (AlreadyStoredException e) {
        // Another process has made it.
      }
    }
    return keys;
  }

  private RepositoryKeys make() throws IOException {
    RepositoryKeys fresh = RepositoryKeys.fresh();
    try {
      VaultKeys.store(vault, ROOT, wrapped(fresh));
      return fresh;
    } catch (AlreadyStoredException e) {
      return open().orElseThrow(() -> e); // Two at a time: the first one's counts.
    }
  }

  private byte[] wrapped(RepositoryKeys keys) throws IOException {
    BackupKey key = ring.primary();
    return JSON.writerWithDefaultPrettyPrinter()
        .writeValueAsString(
            JSON.createObjectNode()
                .put("format", FORMAT)
                .put("repository", keys.id())
                .put("key_id", key.id())
                .put(
                    "secret",
                    Base64.getEncoder()
                        .encodeToString(key.wrap(keys.secret(), context(keys.id(), key.id())))))
        .getBytes(UTF_8);
  }

  private static byte[] context(String repository, String keyId) {
    return (FORMAT + "\n" + repository + "\n" + keyId).getBytes(UTF_8);
  }

  private Wrapped read(String name) throws IOException {
    byte[] bytes;
    try (VaultFile file = vault.open(name).orElseThrow(() -> new IOException(name + " is gone"))) {
      bytes = file.content().readNBytes(MAX_BYTES);
      if (bytes.length < Math.min(file.bytes(), MAX_BYTES)) {
        throw new IOException(
            "the vault could not be read: %s ended after %d bytes".formatted(name, bytes.length));
      }
    }
    try {
      JsonNode json = JSON.readTree(bytes);
      return new Wrapped(
          name,
          json.required("repository").asText(),
          json.required("key_id").asText(),
          Base64.getDecoder().decode(json.required("secret").asText()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw changed(name, e);
    }
  }

  private Optional<RepositoryKeys> opened(Wrapped wrapped) throws DamagedArtifactException {
    Optional<BackupKey> key = ring.find(wrapped.keyId());
    if (key.isEmpty()) {
      return Optional.empty();
    }
    if (wrapped.name().startsWith(FOLDER + "key-")
        && !wrapped.name().equals(FOLDER + "key-" + wrapped.keyId())) {
      throw new DamagedArtifactException(
          "%s holds the secret for key %s: it was renamed"
              .formatted(wrapped.name(), wrapped.keyId()));
    }
    try {
      byte[] secret =
          key.get()
              .unwrap(
                  wrapped.secret(),
                  context(wrapped.repository(), wrapped.keyId()),
                  RepositoryKeys.SECRET_BYTES);
      return Optional.of(new RepositoryKeys(wrapped.repository(), secret));
    } catch (GeneralSecurityException e) {
      throw changed(wrapped.name(), e);
    }
  }

  private static DamagedArtifactException changed(String name, Exception e) {
    return new DamagedArtifactException(
        name + " is changed: the secret of the repository cannot be read from it", e);
  }
}
