package io.orchestratex.kit.schedule;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How schedules are watched.
 *
 * @param poll how often each process looks for due times
 * @param heartbeat how often a process that decides a due time reports; without {@value
 *     #MISSED_HEARTBEATS} of them another one takes over
 * @param retry how long after a fault, such as a database that does not answer, a due time is tried
 *     again
 * @param missedAfter how late a due time is decided before it counts as missed
 * @param keepHistory how long the history shows what came of a due time
 */
@ConfigurationProperties("orchestratex.schedule")
record ScheduleSettings(
    @Bindable(defaultValue = "1s") Duration poll,
    @Bindable(defaultValue = "1s") Duration heartbeat,
    @Bindable(defaultValue = "5s") Duration retry,
    @Bindable(defaultValue = "1m") Duration missedAfter,
    @Bindable(defaultValue = "400d") Duration keepHistory) {

  static final int MISSED_HEARTBEATS = 4;

  ScheduleSettings {
    require("poll", poll, Duration.ofMillis(10), Duration.ofMinutes(1));
    require("heartbeat", heartbeat, Duration.ofMillis(10), Duration.ofMinutes(1));
    require("retry", retry, Duration.ofMillis(10), Duration.ofHours(1));
    require("missed-after", missedAfter, Duration.ofSeconds(1), Duration.ofDays(1));
    require("keep-history", keepHistory, Duration.ofDays(1), Duration.ofDays(36_500));
  }

  private static void require(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "orchestratex.schedule.%s must be from %s to %s".formatted(key, least, most));
    }
  }
}
