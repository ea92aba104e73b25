package io.orchestratex.backup.engine;

import java.time.Instant;

/** Up to where a server is recovered. */
public sealed interface RecoveryPoint {

  /** To the end of the backup, which needs no log. */
  record EndOfBackup() implements RecoveryPoint {}

  /** To the end of the log that there is. */
  record Latest() implements RecoveryPoint {}

  /** With all that was committed until then, by the server's clock, and nothing later. */
  record Time(Instant at) implements RecoveryPoint {}

  /** With all that lies before a position of the log. */
  record Position(long position) implements RecoveryPoint {}
}
