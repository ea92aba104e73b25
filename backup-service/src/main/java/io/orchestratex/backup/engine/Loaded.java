package io.orchestratex.backup.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was loaded under temporary names.
 *
 * @param followUps moves of {@link Move.Phase#FOLLOW_UP} that put in force what was held back: a
 *     server that deletes records by their age would delete what is being compared
 * @param deviations what is not as in the backup
 * @param measured what {@link StagedRestore#measure} would say, where it was read back meanwhile;
 *     else null
 */
public record Loaded(
    List<Move> followUps, List<Deviation> deviations, @Nullable List<ObjectFact> measured) {
  public Loaded {
    followUps = List.copyOf(followUps);
    deviations = List.copyOf(deviations);
    measured = measured == null ? null : List.copyOf(measured);
  }

  /** What was not read back yet. */
  public Loaded(List<Move> followUps, List<Deviation> deviations) {
    this(followUps, deviations, null);
  }

  /** Everything is as in the backup. */
  public static Loaded exactly(List<Move> followUps) {
    return new Loaded(followUps, List.of());
  }
}
