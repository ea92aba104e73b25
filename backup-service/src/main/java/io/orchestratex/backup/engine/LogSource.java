package io.orchestratex.backup.engine;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Ability: hands out the log of all that changes on a server. With a {@link PhysicalBackup} and the
 * log from its end on, the server is brought back to any moment that the log reaches.
 */
public interface LogSource {

  /**
   * A stretch of a log.
   *
   * @param system what distinguishes the server from every other
   * @param timeline which of its histories; a new one begins where another server takes over
   * @param from position of its first byte
   * @param to position behind its last byte
   * @param whole whether it takes the place of all shorter pieces within it
   * @param coveredUntil every change that was committed before this moment, by the server's clock,
   *     lies before {@code to}
   */
  record Piece(
      String system, long timeline, long from, long to, boolean whole, Instant coveredUntil) {
    public Piece {
      if (from < 0 || to <= from || timeline < 1) {
        throw new IllegalArgumentException("no piece of a log: %d to %d".formatted(from, to));
      }
    }

    /** How many bytes it has. */
    public int length() {
      return Math.toIntExact(to - from);
    }

    /** Whether another one is of the same history. */
    public boolean continues(Piece other) {
      return system.equals(other.system) && timeline == other.timeline;
    }
  }

  /** Keeps pieces. */
  @FunctionalInterface
  interface Archive {

    /** Returns once the piece is on stable storage: the server forgets its own copy then. */
    void store(Piece piece, byte[] content, int offset) throws IOException;
  }

  /**
   * Receives the log until the monitor ends it. Makes the place that the server remembers for us if
   * it is missing.
   *
   * @param slot name of that place, of lower-case letters, digits and underscores
   * @param last the newest piece that is kept; null begins with what the server still has
   * @param interval longest that a change waits before it is stored
   * @throws EngineException when the server does not permit it, or ends the connection
   */
  void receive(
      EngineAccess access,
      String slot,
      @Nullable Piece last,
      Duration interval,
      Archive archive,
      ProgressMonitor monitor)
      throws IOException;

  /** How many bytes of its log the server keeps for us; empty when it has no such place. */
  OptionalLong kept(EngineAccess access, String slot);

  /** Has the server forget the place, and with it the log that it keeps for us. */
  void drop(EngineAccess access, String slot);

  /** A position as the server writes it. */
  String position(long position);

  /**
   * The position of a text.
   *
   * @throws IllegalArgumentException which says what would be one
   */
  long position(String text);
}
