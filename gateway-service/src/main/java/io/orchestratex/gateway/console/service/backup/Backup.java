package io.orchestratex.gateway.console.service.backup;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.orchestratex.gateway.console.frame.Times;
import io.orchestratex.gateway.console.frame.Trend;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A backup, as backup-service shows it. */
public record Backup(
    String id,
    String vault,
    String kind,
    List<String> selected,
    @Nullable String label,
    String state,
    List<String> waitsFor,
    List<String> targets,
    Progress progress,
    int attempt,
    List<PartOfBackup> parts,
    @Nullable String completeness,
    List<NotHeld> leftOut,
    boolean verified,
    @Nullable Verification verification,
    boolean drilled,
    @Nullable LastDrill drill,
    @Nullable String notGood,
    boolean important,
    List<CopyOfBackup> copies,
    @Nullable Hold held,
    String requestedBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Long durationMs,
    long sourceBytes,
    long storedBytes,
    long addedBytes,
    @Nullable Double deduplication,
    @Nullable String location,
    @Nullable Long bytesPerSecond,
    @Nullable Trend trend,
    @Nullable String failure) {

  public Backup {
    selected = orEmpty(selected);
    waitsFor = orEmpty(waitsFor);
    targets = orEmpty(targets);
    parts = orEmpty(parts);
    leftOut = orEmpty(leftOut);
    copies = orEmpty(copies);
  }

  /** The vaults that have all of it: its own, and those of complete copies. */
  public List<String> vaults() {
    return Stream.concat(
            Stream.of(vault),
            copies.stream()
                .filter(copy -> copy.state().equals("complete"))
                .map(CopyOfBackup::vault))
        .distinct()
        .toList();
  }

  /**
   * A copy in a further vault.
   *
   * @param state waiting, copying, complete, failed, cancelled or removed
   */
  public record CopyOfBackup(
      String vault,
      String state,
      @Nullable String reason,
      int percent,
      long bytes,
      long totalBytes,
      String requestedBy,
      @Nullable Instant completedAt,
      @Nullable Instant verifiedAt,
      long storedBytes,
      long addedBytes) {

    /** Whether it is to be made and not there yet. */
    public boolean isOutstanding() {
      return state.equals("waiting") || state.equals("copying") || state.equals("failed");
    }

    /** Whether there is something to remove or to stop. */
    public boolean isRemovable() {
      return isOutstanding() || state.equals("complete");
    }
  }

  /** How far a job is. */
  public record Progress(
      int percent,
      long bytes,
      @Nullable Long totalBytes,
      @Nullable Long secondsLeft,
      String phase,
      String detail) {

    /** How far it is, in words for a person. */
    public String text() {
      StringBuilder text = new StringBuilder(60);
      text.append(percent).append(" % · ").append(phase.replace('_', ' '));
      text.append(" · ").append(Times.bytes(bytes));
      if (totalBytes != null && totalBytes >= bytes && totalBytes > 0) {
        text.append(" of ").append(Times.bytes(totalBytes));
      }
      if (secondsLeft != null) {
        text.append(" · about ").append(Times.length(Duration.ofSeconds(secondsLeft)));
        text.append(" left");
      }
      return text.append(' ').append(detail).toString().strip();
    }
  }

  /** One target's part. */
  public record PartOfBackup(
      String target,
      String engine,
      String state,
      List<ObjectOfBackup> objects,
      long sourceBytes,
      long storedBytes,
      long addedBytes,
      @Nullable String point,
      @Nullable Boolean users) {

    /** How the names of objects begin that hold accounts and roles. */
    private static final String ACCOUNTS = "admin.system.";

    public PartOfBackup {
      objects = orEmpty(objects);
    }

    /** Whether it holds accounts and roles of its server. */
    public boolean holdsUsers() {
      return Boolean.TRUE.equals(users);
    }

    /** Its objects but for accounts and roles. */
    public List<ObjectOfBackup> data() {
      return holdsUsers()
          ? objects.stream().filter(each -> !each.name().startsWith(ACCOUNTS)).toList()
          : objects;
    }

    /** Its objects by the database that they are in. */
    public Map<String, List<ObjectOfBackup>> byDatabase() {
      return objects.stream().collect(groupingBy(ObjectOfBackup::database, TreeMap::new, toList()));
    }
  }

  /** A collection or table in it. */
  public record ObjectOfBackup(String name, long count, @Nullable String hash, long bytes) {

    /** The database that it is in: what its name begins with, quoted where it has a dot. */
    public String database() {
      if (!name.startsWith("\"")) {
        int end = name.indexOf('.');
        return end < 0 ? name : name.substring(0, end);
      }
      int end = name.indexOf("\".", 1);
      return (end < 0 ? name.substring(1) : name.substring(1, end)).replace("\"\"", "\"");
    }
  }

  /** Something of a target that the backup does not hold. */
  public record NotHeld(String target, String kind, String name, String reason, boolean failed) {}

  /** Who keeps it, and why: nothing deletes it until it is released. */
  public record Hold(String reason, String heldBy, Instant heldAt) {}

  /** A check that everything can be read back. */
  public record Verification(
      String state, long bytesRead, @Nullable Instant finishedAt, @Nullable String failure) {}

  /**
   * Its newest drill.
   *
   * @param result passed or failed; null when it says nothing about the backup
   */
  public record LastDrill(
      String id,
      String state,
      @Nullable String result,
      @Nullable Instant finishedAt,
      @Nullable Long durationMs,
      @Nullable String failure) {}

  /** Whether it is under way. */
  public boolean isRunning() {
    return state.equals("queued") || state.equals("running") || state.equals("verifying");
  }

  /** Whether it was taken. */
  public boolean hasSucceeded() {
    return state.equals("succeeded");
  }

  static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
