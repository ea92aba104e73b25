package io.orchestratex.backup.job;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How jobs are worked on.
 *
 * @param workers jobs at a time in this process; 0 leaves them to others
 * @param poll how often to look for work that another process ordered
 * @param heartbeat how often a worker says that it lives, shows progress and hears of a cancel
 * @param lease how long a worker is believed to live after its last heartbeat
 * @param maxAttempts a job whose worker died this often is given up
 */
@ConfigurationProperties("orchestratex.backup.job")
public record JobSettings(
    @Bindable(defaultValue = "2") int workers,
    @Bindable(defaultValue = "500ms") Duration poll,
    @Bindable(defaultValue = "1s") Duration heartbeat,
    @Bindable(defaultValue = "8s") Duration lease,
    @Bindable(defaultValue = "5") int maxAttempts) {
  public JobSettings {
    if (workers < 0 || workers > 16 || maxAttempts < 1) {
      throw new IllegalArgumentException(
          "orchestratex.backup.job.workers must be from 0 to 16, max-attempts at least 1");
    }
    if (poll.isNegative() || poll.isZero() || heartbeat.isNegative() || heartbeat.isZero()) {
      throw new IllegalArgumentException(
          "orchestratex.backup.job.poll and heartbeat must be longer than nothing");
    }
    if (lease.compareTo(heartbeat.multipliedBy(3)) < 0) {
      throw new IllegalArgumentException(
          "orchestratex.backup.job.lease must be at least three heartbeats");
    }
  }
}
