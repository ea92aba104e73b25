package io.orchestratex.backup.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which logs are archived, and what of them is kept. */
public interface LogArchives {

  List<LogArchive> all();

  Optional<LogArchive> find(String target);

  /** Begins one; does nothing where there is one. */
  LogArchive start(String target, String vault, String slot, String by, Instant now);

  /** Ends it; what is kept stays. */
  void stop(String target);

  /** Gets or renews the lease, by the clock of the store; false while another process has it. */
  boolean lease(String target, String owner, Duration length);

  /** Gives the lease back. */
  void release(String target, String owner);

  /** Keeps why nothing is received; null says that it is. */
  void problem(String target, @Nullable String problem);

  /**
   * Adds a piece and forgets those that it takes the place of.
   *
   * @return these, whose files are to be removed
   * @throws IllegalStateException when the owner's lease is over
   */
  List<KeptPiece> add(String target, String owner, KeptPiece piece);

  /** All that is kept of a target's log, in order. */
  List<KeptPiece> pieces(String target);

  /** Forgets a piece. */
  void forget(String target, KeptPiece piece);
}
