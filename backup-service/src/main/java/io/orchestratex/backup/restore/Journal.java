package io.orchestratex.backup.restore;

import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.job.JobFailures;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.restore.RestoreDetails.MoveState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A restore's details, saved at each change. */
final class Journal {

  /** How often the states of moves are saved while many are made. */
  private static final Duration NOTED_EVERY = Duration.ofSeconds(1);

  private final JobRun run;
  private final InstantSource clock;
  private RestoreDetails details;
  private Instant savedAt = Instant.MIN;

  Journal(JobRun run, InstantSource clock) {
    this.run = run;
    this.clock = clock;
    this.details = RestoreDetails.fromJson(run.details());
  }

  RestoreDetails now() {
    return details;
  }

  void put(RestoreDetails next) {
    run.save(next.toJson());
    details = next;
    savedAt = clock.instant();
  }

  /**
   * Notes what became of a move. It is saved with the next change of the journal, within a second
   * while moves go on: a worker that takes the restore up asks the engine anyway.
   */
  void note(String target, Move move, MoveState state) {
    details = details.withState(target, move, state);
    if (savedAt.isBefore(clock.instant().minus(NOTED_EVERY))) {
      put(details);
    }
  }

  void begin(String step) {
    put(details.stepBegun(step, clock.instant()));
  }

  void end(@Nullable String detail) {
    put(details.lastStepEnded(detail, clock.instant()));
  }

  /** Ends a step while later ones run. */
  void end(String step, @Nullable String detail) {
    put(details.stepEnded(step, detail, clock.instant()));
  }

  /** All steps that run have failed. */
  void fail(Exception e) {
    put(details.stepsFailed(JobFailures.reason(e), clock.instant()));
  }
}
