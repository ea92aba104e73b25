package io.orchestratex.backup.restore;

import io.orchestratex.backup.job.JobFailures;
import io.orchestratex.backup.job.JobRun;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A restore's details, saved at each change. */
final class Journal {

  private final JobRun run;
  private final InstantSource clock;
  private RestoreDetails details;

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
  }

  void begin(String step) {
    put(details.stepBegun(step, clock.instant()));
  }

  void end(@Nullable String detail) {
    put(details.stepEnded("done", detail, clock.instant()));
  }

  void fail(Exception e) {
    put(details.stepEnded("failed", JobFailures.reason(e), clock.instant()));
  }
}
