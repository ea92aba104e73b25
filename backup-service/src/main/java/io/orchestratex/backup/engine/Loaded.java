package io.orchestratex.backup.engine;

import java.util.List;

/**
 * What was loaded under temporary names.
 *
 * @param followUps moves of {@link Move.Phase#FOLLOW_UP} that put in force what was held back: a
 *     server that deletes records by their age would delete what is being compared
 * @param deviations what is not as in the backup
 */
public record Loaded(List<Move> followUps, List<Deviation> deviations) {
  public Loaded {
    followUps = List.copyOf(followUps);
    deviations = List.copyOf(deviations);
  }

  /** Everything is as in the backup. */
  public static Loaded exactly(List<Move> followUps) {
    return new Loaded(followUps, List.of());
  }
}
