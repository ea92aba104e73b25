package io.orchestratex.backup.vault;

import java.io.IOException;
import java.io.Serial;

/** The store does not remove a file before a time that was set when it was written. */
public final class VaultLockedException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param message which file, until when, and what to do
   */
  public VaultLockedException(String message, Throwable cause) {
    super(message, cause);
  }
}
