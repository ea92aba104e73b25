package io.orchestratex.backup.vault;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The vault has no room left. */
public final class VaultFullException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  public VaultFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
