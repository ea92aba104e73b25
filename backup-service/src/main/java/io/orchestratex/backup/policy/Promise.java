package io.orchestratex.backup.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a policy promises of a target.
 *
 * @param policy its name
 * @param backups whether it takes backups of it
 * @param lateSince when a newer good backup should have been ordered; null while the newest one is
 *     as new as promised
 * @param drills whether it has drills of it made
 * @param drillLateSince when a newer drill should have ended; null while the last one is as new as
 *     promised
 */
public record Promise(
    String policy,
    boolean backups,
    @Nullable Instant lateSince,
    boolean drills,
    @Nullable Instant drillLateSince) {

  /** The same where a newer backup should have been there since then, unless it is late already. */
  public Promise lateSince(Instant since) {
    return !backups || lateSince != null
        ? this
        : new Promise(policy, true, since, drills, drillLateSince);
  }
}
