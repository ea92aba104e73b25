package io.orchestratex.backup.vault.gcs;

import java.io.IOException;
import java.io.Serial;

/** The text of the account is no key of an account. It says nothing of the text. */
final class UnreadableAccountException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  UnreadableAccountException() {
    super("it is not the JSON text of an account's key");
  }
}
