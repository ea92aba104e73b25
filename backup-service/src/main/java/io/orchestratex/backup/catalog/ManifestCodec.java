package io.orchestratex.backup.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.orchestratex.backup.pipeline.BackupKey;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.repository.RepositoryKeys;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Base64;

/**
 * Manifests as JSON. The last field, {@code seal}, is an HMAC of all bytes before it, so that the
 * document stays readable and no byte of it can be changed unnoticed. It is made with a key of the
 * repository; in the first format, with one of the key file.
 */
@Singleton
final class ManifestCodec {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final String SEAL = ",\"seal\":\"";

  private final KeyRing keys;

  ManifestCodec(KeyRing keys) {
    this.keys = keys;
  }

  /** Finds the keys of a repository. */
  @FunctionalInterface
  interface RepositoryLookup {
    RepositoryKeys keys(String repository) throws IOException;
  }

  byte[] write(Manifest manifest, RepositoryKeys repository) {
    try {
      String json = JSON.writeValueAsString(manifest);
      String body = json.substring(0, json.length() - 1);
      String seal = Base64.getEncoder().encodeToString(repository.seal(body.getBytes(UTF_8)));
      return (body + SEAL + seal + "\"}").getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest cannot be written", e);
    }
  }

  /**
   * Reads a manifest and checks its seal.
   *
   * @throws DamagedArtifactException when it is changed, cut, or sealed with other keys
   */
  Manifest read(String backup, byte[] bytes, RepositoryLookup repositories) throws IOException {
    String text = new String(bytes, UTF_8);
    JsonNode document = parsed(text);
    Seal seal = sealBy(backup, document, repositories);
    int at = text.lastIndexOf(SEAL);
    if (at < 0
        || !seal.fits(
            sealOf(text.substring(at + SEAL.length())), text.substring(0, at).getBytes(UTF_8))) {
      throw new DamagedArtifactException(
          BackupFiles.MANIFEST + " of backup " + backup + " is changed: its seal does not fit");
    }
    Manifest manifest = JSON.treeToValue(document, Manifest.class);
    if (!manifest.id().equals(backup)) {
      throw new DamagedArtifactException(
          "%s of backup %s belongs to backup %s"
              .formatted(BackupFiles.MANIFEST, backup, manifest.id()));
    }
    if (manifest.format() != Manifest.WHOLE_FILES && manifest.format() != Manifest.CHUNKS) {
      throw new DamagedArtifactException(
          "%s of backup %s has format %d; this version reads formats %d and %d"
              .formatted(
                  BackupFiles.MANIFEST,
                  backup,
                  manifest.format(),
                  Manifest.WHOLE_FILES,
                  Manifest.CHUNKS));
    }
    return manifest;
  }

  /** Whether a seal was made for a content. */
  @FunctionalInterface
  private interface Seal {
    boolean fits(byte[] seal, byte[] content);
  }

  private Seal sealBy(String backup, JsonNode document, RepositoryLookup repositories)
      throws IOException {
    String keyId = document.path("key_id").asText();
    String repository = document.path("repository").asText();
    if (!repository.isEmpty()) {
      try {
        return repositories.keys(repository)::sealed;
      } catch (DamagedArtifactException e) {
        throw new DamagedArtifactException("backup " + backup + ": " + e.getMessage(), e);
      }
    }
    BackupKey key = keyId.isEmpty() ? keys.primary() : keys.find(keyId).orElse(null);
    if (key == null) {
      throw new DamagedArtifactException(
          "backup %s was encrypted with key %s, and the key files hold %s: use the right key file, or name it in orchestratex.backup.key.old-files"
              .formatted(backup, keyId, keys.ids()));
    }
    return key::sealed;
  }

  private static JsonNode parsed(String text) throws DamagedArtifactException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new DamagedArtifactException(
          BackupFiles.MANIFEST + " is changed or cut: it is not JSON: " + e.getOriginalMessage(),
          e);
    }
  }

  private static byte[] sealOf(String tail) {
    int end = tail.indexOf('"');
    try {
      // Nothing but the end of the document may follow the seal.
      return end >= 0 && tail.substring(end).equals("\"}")
          ? Base64.getDecoder().decode(tail.substring(0, end))
          : new byte[0];
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
