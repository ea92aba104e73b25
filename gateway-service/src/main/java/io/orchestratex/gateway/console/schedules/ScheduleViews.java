package io.orchestratex.gateway.console.schedules;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.service.schedule.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the pages about schedules say about one. */
final class ScheduleViews {

  /** The action whose settings the form knows. */
  static final String BACKUP = "full-backup";

  private static final List<String> TAKE_BACKUPS = List.of(BACKUP, "policy-backup");

  private ScheduleViews() {}

  static Badge state(Schedule schedule) {
    return switch (schedule.state()) {
      case "active" -> new Badge(Tone.GOOD, "active");
      case "all_paused" -> new Badge(Tone.WARN, "all are paused");
      default -> new Badge(Tone.WARN, schedule.state());
    };
  }

  static Badge result(Schedule.Run run) {
    String result = run.result();
    return switch (result) {
      case "succeeded" -> new Badge(Tone.GOOD, result);
      case "failed" -> new Badge(Tone.BAD, result);
      case "skipped", "cancelled" -> new Badge(Tone.WARN, result);
      case "ordered" -> new Badge(Tone.NEUTRAL, result);
      default -> new Badge(Tone.BUSY, result);
    };
  }

  static String cause(Schedule.Run run) {
    return run.cause().equals("manual") ? "run by hand" : "due";
  }

  /** Where the job of a run is shown; null where it has none, or none with a page. */
  static @Nullable String job(Schedule schedule, Schedule.Run run) {
    return run.job() == null || !TAKE_BACKUPS.contains(schedule.action())
        ? null
        : "/console/backups/" + run.job();
  }

  static String missed(Schedule schedule) {
    return switch (schedule.missed()) {
      case "skip" -> "are skipped";
      case "all" -> "are made up for, the latest " + schedule.missedLimit();
      default -> "are made up for by one run";
    };
  }
}
