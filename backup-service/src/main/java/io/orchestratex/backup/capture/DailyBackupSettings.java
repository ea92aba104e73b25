package io.orchestratex.backup.capture;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.bind.annotation.Bindable;
import io.orchestratex.kit.schedule.CronTimes;
import io.orchestratex.kit.schedule.DeclaredSchedule;
import io.orchestratex.kit.schedule.MissedRuns;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/**
 * The daily full backup of all targets: a schedule that is there from the first start and paused
 * unless it is enabled.
 *
 * @param enabled whether it runs
 * @param cron when: minute, hour, day of month, month, day of week
 * @param zone whose clock that is of
 */
@ConfigurationProperties("orchestratex.backup.schedule.daily")
record DailyBackupSettings(
    @Bindable(defaultValue = "false") boolean enabled,
    @Bindable(defaultValue = "0 2 * * *") String cron,
    @Bindable(defaultValue = "UTC") String zone) {

  static final String ID = "daily-full-backup";

  DailyBackupSettings {
    try {
      if (CronTimes.of(cron, ZoneId.of(zone)).after(Instant.EPOCH).isEmpty()) {
        throw new IllegalArgumentException("it names a time that never comes");
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "orchestratex.backup.schedule.daily.zone must be a time zone such as Europe/Berlin, not "
              + zone,
          e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "orchestratex.backup.schedule.daily.cron must be a cron expression such as 0 2 * * *, not "
              + cron
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** Declares it. */
  @Factory
  static final class Declaration {

    @Singleton
    DeclaredSchedule daily(DailyBackupSettings settings) {
      return new DeclaredSchedule(
          ID,
          ScheduledBackup.NAME,
          Map.of("label", "daily"),
          CronTimes.of(settings.cron(), ZoneId.of(settings.zone())),
          MissedRuns.ONCE,
          settings.enabled());
    }
  }
}
