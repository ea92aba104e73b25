package io.orchestratex.backup.vault;

import java.io.IOException;
import java.io.Serial;

/** What is in a vault's place is not the vault: nothing is read from it and nothing written. */
public final class VaultAbsentException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param reason why it is not, such as {@code its mark is missing}
   */
  public VaultAbsentException(String vault, String reason) {
    super("the vault " + vault + " cannot be used: " + reason);
  }
}
