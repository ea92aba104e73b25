package io.orchestratex.gateway.console.backups;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Times;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.backup.Backup;
import io.orchestratex.gateway.console.service.backup.Backup.NotHeld;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the pages about backups say about one. */
final class BackupViews {

  private BackupViews() {}

  /** That a person keeps it. */
  static Badge held() {
    return new Badge(Tone.NEUTRAL, "held");
  }

  /** That no policy removes it. */
  static Badge important() {
    return new Badge(Tone.NEUTRAL, "important");
  }

  static Badge copy(Backup.CopyOfBackup copy) {
    return switch (copy.state()) {
      case "complete" ->
          copy.verifiedAt() == null
              ? new Badge(Tone.WARN, "not checked")
              : new Badge(Tone.GOOD, "complete");
      case "failed" -> new Badge(Tone.BAD, "failed, is tried again");
      case "copying" -> new Badge(Tone.BUSY, "copying " + copy.percent() + " %");
      case "waiting" -> new Badge(Tone.WARN, "waiting");
      default -> new Badge(Tone.NEUTRAL, copy.state());
    };
  }

  static Badge state(Backup backup) {
    return switch (backup.state()) {
      case "succeeded" ->
          "partial".equals(backup.completeness())
              ? new Badge(Tone.WARN, "partial")
              : new Badge(Tone.GOOD, "succeeded");
      case "failed" -> new Badge(Tone.BAD, "failed");
      case "cancelled" -> new Badge(Tone.NEUTRAL, "cancelled");
      default -> new Badge(Tone.BUSY, backup.state());
    };
  }

  static Badge check(Backup backup) {
    if (!backup.hasSucceeded()) {
      return new Badge(Tone.NEUTRAL, "–");
    }
    Backup.Verification check = backup.verification();
    if (backup.verified()) {
      return new Badge(Tone.GOOD, "read back");
    }
    if (check == null) {
      return new Badge(Tone.WARN, "not checked");
    }
    return switch (check.state()) {
      case "queued", "running" -> new Badge(Tone.BUSY, "being checked");
      case "failed" -> new Badge(Tone.BAD, "damaged");
      default -> new Badge(Tone.WARN, "not checked");
    };
  }

  /** Whether it was restored into a scratch server and equal. */
  static Badge drill(Backup backup) {
    Backup.LastDrill drill = backup.drill();
    if (backup.drilled()) {
      return new Badge(Tone.GOOD, "drilled");
    }
    if (!backup.hasSucceeded() || drill == null) {
      return new Badge(Tone.NEUTRAL, "–");
    }
    return switch (drill.state()) {
      case "succeeded" -> new Badge(Tone.GOOD, "drilled in part");
      case "failed" ->
          "failed".equals(drill.result())
              ? new Badge(Tone.BAD, "drill failed")
              : new Badge(Tone.WARN, "drill not carried out");
      case "cancelled" -> new Badge(Tone.NEUTRAL, "drill cancelled");
      default -> new Badge(Tone.BUSY, "being drilled");
    };
  }

  static String size(Backup backup) {
    return backup.storedBytes() == 0
        ? "–"
        : Times.bytes(backup.sourceBytes()) + " → " + Times.bytes(backup.storedBytes());
  }

  /** Sizes, and how much of them the vault did not have yet. */
  static String sizeAndNew(Backup backup) {
    return backup.storedBytes() == 0
        ? "–"
        : size(backup)
            + ", "
            + Times.bytes(backup.addedBytes())
            + " of it new in the vault"
            + (backup.deduplication() == null
                ? ""
                : String.format(Locale.ROOT, " (1 : %.1f)", backup.deduplication()));
  }

  /** Whether it holds all that belongs to it, in words. */
  static String completeness(Backup backup) {
    if (backup.completeness() == null) {
      return "–";
    }
    return backup.completeness().equals("partial")
        ? "not everything: " + missing(backup).size() + " missing"
        : "everything";
  }

  /** Whether a part can be exported as a whole: PostgreSQL's has a file for each database. */
  static boolean isOneFile(Backup.PartOfBackup part) {
    return !part.engine().equals("postgresql");
  }

  /** In which form a part's database is exported as a script. */
  static String scriptFormat(Backup.PartOfBackup part) {
    return part.engine().equals("neo4j") ? "cypher" : "sql";
  }

  /** Whether a database of a part can be exported as a script. */
  static boolean isScriptable(Backup.PartOfBackup part) {
    return Set.of("neo4j", "postgresql", "sqlite").contains(part.engine());
  }

  /**
   * Where a file of a part is.
   *
   * @param database empty for the whole part
   * @param format empty for the form that the engine's own tools restore
   */
  static String exportPath(
      Backup backup, Backup.PartOfBackup part, String database, String format) {
    return Address.of(BackupSection.PATH + "/{}/export", backup.id())
        .with("target", part.target())
        .with("database", database)
        .with("format", format)
        .toString();
  }

  /** What it should hold and does not. */
  static List<NotHeld> missing(Backup backup) {
    return backup.leftOut().stream().filter(NotHeld::failed).toList();
  }

  /** What backups never hold. */
  static List<NotHeld> excluded(Backup backup) {
    return backup.leftOut().stream().filter(each -> !each.failed()).toList();
  }

  static @Nullable String whyNot(Backup backup, boolean needsSuccess) {
    if (needsSuccess && !backup.hasSucceeded()) {
      return "Only a backup that succeeded has something to work on; this one is "
          + backup.state()
          + ".";
    }
    return null;
  }
}
