package io.orchestratex.backup.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.StreamingAead;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The way of a file into a vault and back as a whole: zstd, then AES-256-GCM in segments of 1 MiB
 * with a key derived per file (Tink's AES256_GCM_HKDF_1MB), bound to the backup's id and the file's
 * name. The lists of chunks are written so, and in the first format all dumps were.
 */
@Singleton
public final class Pipeline {

  private final PipelineSettings settings;

  public Pipeline(PipelineSettings settings) {
    this.settings = settings;
  }

  /** The level that zstd compresses with. */
  public int compressionLevel() {
    return settings.compressionLevel();
  }

  /** Opens the way into a file. */
  public SealedOutput writing(OutputStream file, StreamingAead key, String backup, String name)
      throws IOException {
    return SealedOutput.to(file, context(backup, name), key, settings.compressionLevel());
  }

  /** Opens the way back. */
  public ArtifactInput reading(
      InputStream file, StreamingAead key, String backup, String name, Content expected)
      throws IOException {
    return SealedInput.of(file, name, context(backup, name), expected, key);
  }

  private static byte[] context(String backup, String name) {
    return ("orchestratex backup 1\n" + backup + "\n" + name).getBytes(UTF_8);
  }
}
