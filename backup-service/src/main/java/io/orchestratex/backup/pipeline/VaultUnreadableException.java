package io.orchestratex.backup.pipeline;

import java.io.IOException;
import java.io.Serial;

/**
 * A stored file could not be read: the disk, the network or a right is at fault, and whether the
 * file is whole is not known. The message names the file, how far reading got, and why it ended.
 */
public final class VaultUnreadableException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  public VaultUnreadableException(String file, long bytes, IOException cause) {
    super(
        "the vault could not be read: %s after byte %d: %s; the file itself may be whole"
            .formatted(
                file,
                bytes,
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
        cause);
  }
}
