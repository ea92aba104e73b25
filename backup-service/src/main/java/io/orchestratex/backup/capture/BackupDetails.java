package io.orchestratex.backup.capture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.job.JobDetails;
import io.orchestratex.backup.vault.Vaults;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a backup's job keeps beside its state.
 *
 * @param kind {@link #FULL}, {@link #SELECTED}, {@link #PHYSICAL} or {@link #IMPORTED}
 * @param vault name of the vault it is in
 * @param verification the check that is part of taking it
 * @param selections what of each target it is of, where that is not just all its data; null of one
 *     that was found in a vault
 * @param source the dump of a stock tool that it is made of; null when a server is dumped
 * @param upload id of the upload that this dump is; null when it lies in the folder of imports
 */
public record BackupDetails(
    String kind,
    String vault,
    List<PartDetails> parts,
    @Nullable Verification verification,
    @Nullable Map<String, Selection> selections,
    @Nullable String source,
    @Nullable String upload) {

  /** A backup of all that its targets hold. */
  public static final String FULL = "full";

  /** A backup of single databases or collections. */
  public static final String SELECTED = "selected";

  /** A backup of the files of whole servers. */
  public static final String PHYSICAL = "physical";

  /** A backup of what a stock tool has dumped, whatever that is. */
  public static final String IMPORTED = "imported";

  public BackupDetails {
    kind = kind == null ? FULL : kind;
    vault = vault == null ? Vaults.DEFAULT : vault; // Older backups do not say.
    parts = parts == null ? List.of() : List.copyOf(parts);
    selections = selections == null ? null : Map.copyOf(selections);
  }

  /** What is ordered. */
  static BackupDetails ordered(
      String vault, List<PartDetails> parts, Map<String, Selection> selections) {
    boolean isWhole = selections.values().stream().noneMatch(Selection::filters);
    return new BackupDetails(
        isWhole ? FULL : SELECTED,
        vault,
        parts,
        null,
        selections.isEmpty() ? null : selections,
        null,
        null);
  }

  /** What is ordered of the files of servers. */
  static BackupDetails physical(String vault, List<PartDetails> parts) {
    return new BackupDetails(PHYSICAL, vault, parts, null, null, null, null);
  }

  /** What is ordered of a dump that there is. */
  static BackupDetails imported(
      String vault, String source, @Nullable String upload, PartDetails part) {
    return new BackupDetails(IMPORTED, vault, List.of(part), null, null, source, upload);
  }

  /** The same with other parts, while it is taken. */
  BackupDetails with(List<PartDetails> newParts) {
    return new BackupDetails(kind, vault, newParts, null, selections, source, upload);
  }

  /** The same, taken. */
  BackupDetails taken(Manifest manifest, Verification check) {
    return new BackupDetails(
        kind, vault, of(manifest, check).parts(), check, selections, source, upload);
  }

  /** Which of some targets it holds something of; all where it does not say. */
  public List<String> held(List<String> targets) {
    return targets.stream()
        .filter(target ->
            parts.stream()
                .noneMatch(part ->
                    part.target().equals(target) && part.state().equals(PartDetails.FAILED)))
        .toList();
  }

  /** What of a target it is of. */
  Selection selectionOf(String target) {
    return selections == null ? Selection.ALL : selections.getOrDefault(target, Selection.ALL);
  }

  /** Whether it is of the files of whole servers. */
  @JsonIgnore
  boolean isPhysical() {
    return kind.equals(PHYSICAL);
  }

  /** Whether it is of all that its targets hold. */
  @JsonIgnore
  public boolean isFull() {
    return kind.equals(FULL);
  }

  /** The names that were selected, {@code database} or {@code database.collection}. */
  List<String> selected() {
    return selections == null
        ? List.of()
        : selections.values().stream()
            .flatMap(each -> Stream.concat(each.databases().stream(), each.collections().stream()))
            .distinct()
            .sorted()
            .toList();
  }

  /**
   * One target's part.
   *
   * @param target id of the target
   * @param engine its engine, such as {@code mongodb} or {@code postgresql}
   * @param state {@code queued}, {@code running}, {@code stored}, or {@code failed} when nothing of
   *     the target could be taken; {@code left_out} says why
   * @param objects the collections or tables that it holds; empty until it is stored
   * @param sourceBytes bytes that the engine delivered; 0 until it is stored
   * @param storedBytes bytes that are stored, after compression and encryption, those that it
   *     shares with other backups of the vault among them; 0 until then
   * @param addedBytes bytes that it added to the vault: what earlier backups have stored already is
   *     not stored again; 0 until it is stored
   * @param point the moment that it shows, in the server's own time, such as {@code cluster time
   *     1795745700.3}; absent until it is stored
   * @param leftOut what of the target is not in it; empty in older backups, which do not say
   * @param databases the databases that it holds, empty ones among them; absent until it is stored,
   *     and in older backups, which do not say
   * @param users whether it holds accounts and roles of the server; absent until it is stored, and
   *     in older backups, which hold none
   */
  @Schema(name = "BackupPart")
  public record PartDetails(
      String target,
      String engine,
      @Schema(allowableValues = {"queued", "running", "stored", "failed"}) String state,
      List<ObjectFact> objects,
      long sourceBytes,
      long storedBytes,
      @Nullable Long addedBytes,
      @Nullable String point,
      List<LeftOut> leftOut,
      @Nullable List<String> databases,
      @Nullable Boolean users) {
    public PartDetails {
      databases = databases == null ? null : List.copyOf(databases);
      objects = List.copyOf(objects);
      addedBytes = addedBytes == null ? Long.valueOf(storedBytes) : addedBytes; // Older ones.
      leftOut = leftOut == null ? List.of() : List.copyOf(leftOut);
    }

    /** State of a part of which nothing could be taken. */
    public static final String FAILED = "failed";

    static PartDetails waiting(String target, String engine) {
      return new PartDetails(
          target, engine, "queued", List.of(), 0, 0, 0L, null, List.of(), null, null);
    }

    PartDetails in(String newState) {
      return new PartDetails(
          target,
          engine,
          newState,
          objects,
          sourceBytes,
          storedBytes,
          addedBytes,
          point,
          leftOut,
          databases,
          users);
    }

    static PartDetails stored(Manifest.Part part) {
      return new PartDetails(
          part.target(),
          part.engine(),
          part.isMissing() ? FAILED : "stored",
          part.objects(),
          part.sourceBytes(),
          part.storedBytes(),
          part.addedBytes(),
          part.point(),
          part.leftOut(),
          part.databases(),
          part.holdsUsers());
    }
  }

  /**
   * A check, which reads a backup back.
   *
   * @param state {@code queued}, {@code running}, {@code succeeded}, {@code failed} or {@code
   *     cancelled}
   * @param bytesRead bytes that it read and found whole; 0 until it has succeeded
   * @param finishedAt when it ended; absent until then
   * @param failure what it found, for a person; absent unless it failed
   * @param vault the only vault that was read; absent where all that have the backup were
   */
  @Schema(name = "BackupCheck")
  public record Verification(
      @Schema(allowableValues = {"queued", "running", "succeeded", "failed", "cancelled"})
          String state,
      long bytesRead,
      @Nullable Instant finishedAt,
      @Nullable String failure,
      @Nullable String vault) {}

  static BackupDetails of(Manifest manifest, @Nullable Verification verification) {
    return new BackupDetails(
        manifest.kind(),
        manifest.vault(),
        manifest.parts().stream().map(PartDetails::stored).toList(),
        verification,
        null,
        null,
        null);
  }

  String toJson() {
    return JobDetails.write(this);
  }

  /** Reads what {@link #toJson} wrote. */
  public static BackupDetails fromJson(String json) {
    return JobDetails.read(json, BackupDetails.class);
  }
}
