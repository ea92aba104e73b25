package io.orchestratex.backup.vault;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Another upload has made a file of this key; it stays as it is. */
public final class AlreadyStoredException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  public AlreadyStoredException(String key, @Nullable Throwable cause) {
    super("the vault has a file " + key + " already", cause);
  }
}
