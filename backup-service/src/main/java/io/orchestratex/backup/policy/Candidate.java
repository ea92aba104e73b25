package io.orchestratex.backup.policy;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup as retention looks at it.
 *
 * @param takenAt when it was ordered; this is its age, and the period that it is of
 * @param targets what it holds
 * @param health what is known of what is stored
 * @param complete whether it holds all that belongs to it
 * @param held why a person keeps it; null when nobody does
 * @param inUse what reads or waits for it, such as {@code restore 20261127_021500}; null when
 *     nothing does
 * @param safetyOf what became of the restore that it was taken for; null when it was taken for none
 * @param important whether a person marked it so
 * @param storedBytes what removing it frees
 */
public record Candidate(
    String id,
    Instant takenAt,
    List<String> targets,
    Health health,
    boolean complete,
    @Nullable String held,
    @Nullable String inUse,
    @Nullable Undo safetyOf,
    boolean important,
    long storedBytes) {

  public Candidate {
    targets = List.copyOf(targets);
  }

  /** One that is not important. */
  public Candidate(
      String id,
      Instant takenAt,
      List<String> targets,
      Health health,
      boolean complete,
      @Nullable String held,
      @Nullable String inUse,
      @Nullable Undo safetyOf,
      long storedBytes) {
    this(id, takenAt, targets, health, complete, held, inUse, safetyOf, false, storedBytes);
  }

  /** What is known of a backup's content. */
  public enum Health {
    /** It is queued or being taken. */
    RUNNING,
    /** It was taken, and never read back here. */
    UNVERIFIED,
    /** Everything that is stored was read back, the last time that it was tried. */
    VERIFIED,
    /** Something stored was found to be damaged or missing, or a drill could not restore it. */
    DAMAGED
  }

  /** What a safety backup is for. */
  public enum Undo {
    /** Its restore has not ended, or left something to be put right. */
    NEEDED,
    /** Its restore is over. */
    OVER
  }

  /** Whether it takes a place in the rules that count: safety backups and damaged ones do not. */
  boolean counts() {
    return safetyOf == null && (health == Health.VERIFIED || health == Health.UNVERIFIED);
  }

  /** Whether a target can be relied on to come back from it. */
  boolean isGood() {
    return safetyOf == null && health == Health.VERIFIED;
  }
}
