package io.orchestratex.backup.pipeline;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file of a backup that is read: decrypted, decompressed, and held against what its manifest
 * says. What it hands out before {@link #finish()} returned may belong to a file that is cut or
 * changed further on.
 */
public abstract class ArtifactInput extends InputStream {

  /**
   * Reads to the end and compares lengths and hashes.
   *
   * @throws VaultUnreadableException when the file cannot be read to its end
   * @throws DamagedArtifactException when something differs
   */
  public abstract void finish() throws IOException;
}
