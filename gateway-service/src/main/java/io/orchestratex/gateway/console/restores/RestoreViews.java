package io.orchestratex.gateway.console.restores;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Count;
import io.orchestratex.gateway.console.frame.Times;
import io.orchestratex.gateway.console.service.backup.Restore;
import io.orchestratex.gateway.console.service.backup.RestorePlan.PlannedObject;
import io.orchestratex.gateway.console.service.backup.RestorePlan.PlannedTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the pages about restores say about one, and about a plan. */
final class RestoreViews {

  private static final int NAMED = 3;

  private RestoreViews() {}

  static Badge state(String state) {
    String text = state.replace('_', ' ');
    return switch (state) {
      case "succeeded" -> new Badge(Tone.GOOD, text);
      case "failed" -> new Badge(Tone.BAD, "failed, nothing changed");
      case "rollback_failed" -> new Badge(Tone.BAD, text);
      case "rolled_back" -> new Badge(Tone.WARN, text);
      case "cancelled" -> new Badge(Tone.NEUTRAL, text);
      default -> new Badge(Tone.BUSY, text);
    };
  }

  /** What a state means for the data; null where it goes without saying. */
  static @Nullable String meaning(Restore restore) {
    return switch (restore.state()) {
      case "queued" -> "It has not begun: nothing is changed.";
      case "verifying", "safety_backup", "restoring", "comparing" ->
          "Nothing live is changed yet, and it can be cancelled.";
      case "swapping" -> "What was loaded is being put in place. This cannot be cancelled.";
      case "rolling_back" -> "What was there before is being put back.";
      case "failed", "cancelled" -> "Nothing live was changed.";
      case "rolled_back" -> "Everything is as it was before.";
      case "rollback_failed" ->
          "Some data is restored and some is not. Look at the targets, then restore the safety"
              + " backup.";
      default -> null;
    };
  }

  /** How much of the backup it is about, in a few words. */
  static String scope(Restore restore) {
    List<String> names =
        restore.collections().isEmpty() ? restore.databases() : restore.collections();
    if (names.isEmpty()) {
      return "everything";
    }
    int more = names.size() - NAMED;
    return String.join(", ", names.stream().limit(NAMED).toList())
        + (more > 0 ? " and " + more + " more" : "");
  }

  static String took(Restore.Step step) {
    Duration took = step.took();
    return took == null ? "–" : Times.length(took);
  }

  static String step(String name) {
    return switch (name) {
      case "verify" -> "Read the backup back";
      case "safety_backup" -> "Back up what is replaced";
      case "load" -> "Load under temporary names";
      case "compare" -> "Compare with the backup";
      case "swap" -> "Put in place";
      case "confirm" -> "Confirm what is live";
      case "clean_up" -> "Remove what is left over";
      case "follow_up" -> "Follow up";
      case "roll_back" -> "Put back what was there";
      default -> name;
    };
  }

  static Badge stepState(Restore.Step step) {
    return switch (step.state()) {
      case "done" -> new Badge(Tone.GOOD, "done");
      case "failed" -> new Badge(Tone.BAD, "failed");
      default -> new Badge(Tone.BUSY, step.state());
    };
  }

  /** How a target is restored, and what that means while it goes on. */
  static String way(String way) {
    return switch (way) {
      case "renamed" ->
          "Loaded under temporary names, compared, then renamed: what is live changes at the end"
              + " only.";
      case "swapped" ->
          "Loaded into empty databases, compared, then swapped: what is live changes at the end"
              + " only.";
      case "file swap" ->
          "Loaded as files beside the live ones, compared, then swapped: what is live changes at the"
              + " end only.";
      case "in place" ->
          "Loaded into what is live and compared afterwards: readers see it half done meanwhile.";
      default -> way;
    };
  }

  /** Which server it is, how much is loaded there and what room it has, as far as it is known. */
  static String place(PlannedTarget target) {
    List<String> phrases = new ArrayList<>();
    if (target.sourceTarget() != null) {
      phrases.add("what was taken of " + target.sourceTarget());
    }
    if (target.serverVersion() != null) {
      phrases.add("the server is of version " + target.serverVersion());
    }
    if (target.neededBytes() != null) {
      phrases.add("about " + Times.bytes(target.neededBytes()) + " are loaded");
    }
    phrases.add(
        target.freeBytes() == null
            ? "the server does not say how much room it has"
            : Times.bytes(target.freeBytes()) + " are free there");
    String text = String.join(", ", phrases);
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  static Badge action(PlannedObject object) {
    return switch (object.action()) {
      case "replace" -> new Badge(Tone.WARN, "replaced");
      case "create" -> new Badge(Tone.GOOD, "created");
      case "merge" -> new Badge(Tone.WARN, "added or given back");
      case "drop" -> new Badge(Tone.BAD, "removed");
      case "keep" -> new Badge(Tone.NEUTRAL, "stays as it is");
      default -> new Badge(Tone.NEUTRAL, "not restored");
    };
  }

  /** What else there is to say of an object. */
  static String note(PlannedObject object) {
    if (object.reason() != null) {
      return object.reason();
    }
    Long seconds = object.expiresAfterSeconds();
    if (seconds != null) {
      return "its server deletes records that are older than "
          + Times.length(Duration.ofSeconds(seconds));
    }
    return switch (object.action()) {
      case "drop" -> "not in the backup, and its database is replaced as a whole";
      case "keep" -> "not in the backup";
      case "merge" -> "those of the server that are not in the backup stay";
      default -> "";
    };
  }

  static String count(@Nullable Long count) {
    return count == null ? "–" : Count.of(count);
  }

  /** What happens to an expected number of records. */
  static Badge compared(Restore.Compared object) {
    return object.equal()
        ? new Badge(Tone.GOOD, "equal")
        : new Badge(Tone.BAD, object.count() == null ? "missing" : "differs");
  }
}
