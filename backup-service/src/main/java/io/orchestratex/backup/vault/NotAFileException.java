package io.orchestratex.backup.vault;

import java.io.IOException;
import java.io.Serial;

/** Something that is not a file is in the place of one. */
public final class NotAFileException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  public NotAFileException(String key, String what) {
    super(key + " is " + what + ", not a file");
  }
}
