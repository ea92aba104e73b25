package io.orchestratex.backup.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The way of a dump into a file and back: zstd, then AES-256-GCM in segments of 1 MiB with a key
 * derived per file (Tink's AES256_GCM_HKDF_1MB), bound to the backup's id and the file's name.
 */
@Singleton
public final class Pipeline {

  private final KeyRing keys;
  private final PipelineSettings settings;

  public Pipeline(KeyRing keys, PipelineSettings settings) {
    this.keys = keys;
    this.settings = settings;
  }

  /** Opens the way into a file. */
  public ArtifactOutput writing(OutputStream file, String backup, String name) throws IOException {
    return ArtifactOutput.to(
        file, context(backup, name), keys.primary(), settings.compressionLevel());
  }

  /**
   * Opens the way back.
   *
   * @param keyId the keys that the file was made with
   */
  public ArtifactInput reading(
      InputStream file, String backup, String name, Content expected, String keyId)
      throws IOException {
    BackupKey key = keys.find(keyId).orElseThrow(() -> new IOException("no key " + keyId));
    return ArtifactInput.of(file, name, context(backup, name), expected, key);
  }

  private static byte[] context(String backup, String name) {
    return ("orchestratex backup 1\n" + backup + "\n" + name).getBytes(UTF_8);
  }
}
