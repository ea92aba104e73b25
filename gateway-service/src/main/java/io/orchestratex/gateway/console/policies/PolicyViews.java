package io.orchestratex.gateway.console.policies;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.service.backup.Policy;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the pages about policies say about one. */
final class PolicyViews {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy, HH:mm xxx", Locale.ENGLISH);

  private PolicyViews() {}

  static Badge state(Policy policy) {
    if (!policy.overdue().isEmpty() || !policy.copiesOverdue().isEmpty()) {
      return new Badge(Tone.BAD, "overdue");
    }
    return switch (policy.state()) {
      case "active" -> new Badge(Tone.GOOD, "active");
      case "all_paused" -> new Badge(Tone.WARN, "all are paused");
      default -> new Badge(Tone.WARN, policy.state());
    };
  }

  static String when(Policy policy) {
    if (policy.cron() != null) {
      return policy.cron();
    }
    return policy.maxAgeMinutes() == null
        ? "takes no backups"
        : "never older than " + policy.maxAgeMinutes() + " minutes";
  }

  static String targets(Policy policy) {
    return policy.targets() == null ? "all" : String.join(", ", policy.targets());
  }

  static String cleanup(String cleanup) {
    return cleanup.equals("weekly")
        ? "on Sundays at 04:30"
        : "daily at 04:30, and after each backup";
  }

  /** How often something is done; null is never. */
  static String often(@Nullable String often) {
    return switch (often == null ? "never" : often) {
      case "daily" -> "each day";
      case "weekly" -> "each Sunday";
      case "monthly" -> "on the first of each month";
      default -> "never";
    };
  }

  /** What is copied to a further vault, and when. */
  static String copied(Policy.CopiedTo copy) {
    boolean important = copy.only().equals("important");
    String times = TypedCopy.TIMES.getOrDefault(copy.when(), copy.when());
    return important ? times + ", important ones only" : times;
  }

  static Badge copies(Policy.CopiedTo copy) {
    if (copy.outstanding() == 0) {
      return new Badge(Tone.GOOD, copy.complete() + " there");
    }
    return new Badge(
        copy.problem() == null ? Tone.BUSY : Tone.BAD,
        "%d there, %d not yet".formatted(copy.complete(), copy.outstanding()));
  }

  static Badge cleanup(Policy.LastCleanup cleanup) {
    return switch (cleanup.state()) {
      case "succeeded" -> new Badge(Tone.GOOD, removed(cleanup));
      case "failed" -> new Badge(Tone.BAD, "failed");
      case "cancelled" -> new Badge(Tone.WARN, "cancelled");
      default -> new Badge(Tone.BUSY, cleanup.state());
    };
  }

  private static String removed(Policy.LastCleanup cleanup) {
    int copies = cleanup.removedCopies().size();
    String backups = cleanup.removed().size() + " removed";
    return copies == 0 ? backups : backups + ", copies: " + copies;
  }

  static Badge health(Policy.Line line) {
    return switch (line.health()) {
      case "verified" -> new Badge(Tone.GOOD, "verified");
      case "damaged" -> new Badge(Tone.BAD, "damaged");
      case "running" -> new Badge(Tone.BUSY, "running");
      default -> new Badge(Tone.NEUTRAL, line.health());
    };
  }

  static Badge verdict(Policy.Line line) {
    return line.keeps() ? new Badge(Tone.GOOD, "stays") : new Badge(Tone.WARN, "goes");
  }

  /** A time by the clock of a zone; what was read of the answer has lost its offset. */
  static String clock(OffsetDateTime at, String zone) {
    return CLOCK.format(at.atZoneSameInstant(ZoneId.of(zone)));
  }
}
