package io.orchestratex.backup.vault;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file that is being read.
 *
 * @param bytes its whole length
 * @param content ends early, or fails, when the way to the vault breaks
 */
public record VaultFile(long bytes, InputStream content) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    content.close();
  }
}
