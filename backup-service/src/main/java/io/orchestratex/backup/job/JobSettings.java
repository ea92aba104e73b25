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
 * @param maxAttempts a job whose worker died, or met a fault that may pass, this often is given up
 * @param retry pause after the first attempt that met a fault which may pass, such as a server that
 *     does not answer; it doubles with each attempt, up to {@link #LONGEST_PAUSE}
 */
@ConfigurationProperties("orchestratex.backup.job")
public record JobSettings(
    @Bindable(defaultValue = "2") int workers,
    @Bindable(defaultValue = "500ms") Duration poll,
    @Bindable(defaultValue = "1s") Duration heartbeat,
    @Bindable(defaultValue = "8s") Duration lease,
    @Bindable(defaultValue = "5") int maxAttempts,
    @Bindable(defaultValue = "5s") Duration retry) {

  /** No pause between two attempts is longer. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

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
    if (retry.isNegative() || retry.compareTo(LONGEST_PAUSE) > 0) {
      throw new IllegalArgumentException(
          "orchestratex.backup.job.retry must be from 0s to " + LONGEST_PAUSE.toSeconds() + "s");
    }
  }

  /** How long to wait before the attempt that follows this one. */
  Duration pauseAfter(int attempt) {
    Duration pause = retry.multipliedBy(1L << Math.clamp(attempt - 1L, 0, 10));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}
