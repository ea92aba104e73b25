package io.orchestratex.backup.pipeline;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A stored file is not what its manifest says; the message names the file, what, and where. */
public final class DamagedArtifactException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  public DamagedArtifactException(String message) {
    super(message);
  }

  public DamagedArtifactException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
