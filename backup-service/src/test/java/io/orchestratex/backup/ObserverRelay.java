package io.orchestratex.backup;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobObserver;
import jakarta.inject.Singleton;

/** Lets a test watch the jobs of the services that it starts. */
@Singleton
final class ObserverRelay implements JobObserver {

  static volatile JobObserver watching = (job, point) -> {};

  @Override
  public void reached(Job job, String point) {
    watching.reached(job, point);
  }
}
