package io.orchestratex.gateway.console.schedules;

import io.orchestratex.gateway.console.service.schedule.Schedule;
import io.orchestratex.kit.schedule.CronTimes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression as people read it: in words, and its next due times by the clock of its zone.
 *
 * @param problem why it is none; null when it is one
 */
record Timing(String words, String zone, List<Due> next, @Nullable String problem) {

  private static final int NEXT = 5;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy, HH:mm xxx", Locale.ENGLISH);

  Timing {
    next = List.copyOf(next);
  }

  /** A due time. */
  record Due(Instant at, String clock) {}

  static Timing of(String cron, String zone, Instant now) {
    if (cron.isBlank()) {
      return new Timing("", zone, List.of(), "Write when: minute, hour, day, month, weekday.");
    }
    try {
      ZoneId of = ZoneId.of(zone.isBlank() ? "UTC" : zone.strip());
      CronTimes times = CronTimes.of(cron, of);
      List<Due> next =
          times.after(now, NEXT).stream()
              .map(at -> new Due(at, CLOCK.format(at.atZone(of))))
              .toList();
      return new Timing(
          CronWords.of(times.cron()),
          of.getId(),
          next,
          next.isEmpty() ? "No time ever matches it." : null);
    } catch (DateTimeException e) {
      return new Timing(
          "", zone, List.of(), "The zone is not known; write one such as Europe/Berlin or UTC.");
    } catch (IllegalArgumentException e) {
      return new Timing(
          "",
          zone,
          List.of(),
          "This is not a cron expression; write minute, hour, day of month, month and day of week,"
              + " such as 30 2 * * 1-5: "
              + e.getMessage()
              + ".");
    }
  }

  static Timing of(Schedule schedule, Instant now) {
    return of(schedule.cron(), schedule.zone(), now);
  }
}
