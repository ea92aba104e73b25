package io.orchestratex.backup.engine.sqlite;

import java.io.IOException;
import java.io.Serial;

/** A file is a SQLite database that is cut or damaged; the message says where. */
final class DamagedDatabaseException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  DamagedDatabaseException(String message) {
    super(message);
  }

  DamagedDatabaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
