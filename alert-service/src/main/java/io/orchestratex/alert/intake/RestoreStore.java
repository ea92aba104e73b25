package io.orchestratex.alert.intake;

import java.time.Instant;
import java.util.List;

/** Which restores were under way, and when. Thread-safe; the same may be noted again. */
public interface RestoreStore {

  /** Data of these targets is about to change. */
  void started(String restore, List<String> targets, Instant at);

  /** Data changes no more; one that is not known is not noted. */
  void ended(String restore, Instant at);

  /**
   * Whether a restore of this target was under way.
   *
   * @param begunBefore restores that began later had not begun
   * @param begunAfter restores that began before are not waited for any longer
   * @param endedBefore restores that ended before were over
   */
  boolean isUnderWay(String target, Instant begunBefore, Instant begunAfter, Instant endedBefore);
}
