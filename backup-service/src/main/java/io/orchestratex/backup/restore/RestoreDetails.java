package io.orchestratex.backup.restore;

import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.job.JobDetails;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A restore's journal: what a worker must know to go on where another one died.
 *
 * @param selection what of the backup is restored, by the names of the backup
 * @param elsewhere where else than to its origin it goes; null in journals of earlier versions, to
 *     its origin
 * @param vault the only vault that the backup may be read from; null for any that has it
 * @param objects per target, names of the objects that must equal the backup afterwards; empty only
 *     in journals that another version wrote
 * @param moves per target, in order; complete once {@code swapping} is true
 * @param swapping true from before the first change of what is live
 * @param files per target, what the backup holds of it, where a way back needs more than the moves:
 *     of targets that are restored in place
 * @param keptUnder per target, under which names the previous data and what was loaded is kept: for
 *     a person, who may have nothing but the journal
 * @param rollingBack why the restore goes back; null while it goes forward. Once it is set, no
 *     worker goes forward again
 * @param confirmed true once all is in place and compared: from here on there is no way back,
 *     because the previous data is being dropped
 */
record RestoreDetails(
    Selection selection,
    @Nullable Elsewhere elsewhere,
    @Nullable String vault,
    Map<String, List<String>> objects,
    List<Step> steps,
    @Nullable String safetyBackup,
    boolean started,
    Map<String, List<JournaledMove>> moves,
    Map<String, List<DumpedFile>> files,
    Map<String, String> keptUnder,
    boolean swapping,
    @Nullable String rollingBack,
    boolean confirmed,
    @Nullable Report report) {

  RestoreDetails {
    elsewhere = elsewhere == null ? Elsewhere.NONE : elsewhere;
    // Restores of earlier versions are shown, too, and have neither.
    objects = objects == null ? Map.of() : Map.copyOf(objects);
    moves = moves == null ? Map.of() : Map.copyOf(moves);
    files = files == null ? Map.of() : Map.copyOf(files);
    keptUnder = keptUnder == null ? Map.of() : Map.copyOf(keptUnder);
    steps = List.copyOf(steps);
  }

  /** A move and what became of it. */
  record JournaledMove(Move move, MoveState state) {}

  /** What became of a move, as far as a worker noted it. */
  enum MoveState {
    /** It may have been begun by a worker that died before it noted so. */
    PENDING,
    APPLIED,
    UNDONE
  }

  /**
   * One step of a restore.
   *
   * @param name {@code verify}, {@code safety_backup}, {@code load}, {@code compare}, {@code swap},
   *     {@code confirm}, {@code clean_up}, {@code follow_up} or {@code roll_back}
   * @param state {@code running}, {@code done} or {@code failed}
   * @param startedAt when it began
   * @param finishedAt when it ended; absent while it runs
   * @param detail what came of it, for a person; absent where there is nothing to say
   */
  @Schema(name = "RestoreStep")
  record Step(
      @Schema(
              allowableValues = {
                "verify",
                "safety_backup",
                "load",
                "compare",
                "swap",
                "confirm",
                "clean_up",
                "follow_up",
                "roll_back"
              })
          String name,
      @Schema(allowableValues = {"running", "done", "failed"}) String state,
      Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable String detail) {

    private Step ended(String how, @Nullable String what, Instant now) {
      return new Step(name, how, startedAt, now, what);
    }

    private boolean hasEnded() {
      return finishedAt != null;
    }
  }

  /**
   * What was compared before it was put in place.
   *
   * @param objects each collection or table that was compared
   * @param deviations what else is not as in the backup, and does not prevent the restore
   * @param equal whether all records are equal and nothing deviates
   */
  @Schema(name = "RestoreReport")
  record Report(List<Compared> objects, List<Deviating> deviations, boolean equal) {
    Report {
      objects = List.copyOf(objects);
      deviations = deviations == null ? List.of() : List.copyOf(deviations); // Of earlier versions.
    }

    static Report of(List<Compared> objects, List<Deviating> deviations) {
      return new Report(
          objects, deviations, deviations.isEmpty() && objects.stream().allMatch(Compared::equal));
    }

    /** Whether the records are equal; only then may they be put in place. */
    boolean recordsEqual() {
      return objects.stream().allMatch(Compared::equal);
    }
  }

  /**
   * What is not as in the backup, besides records: see {@link Deviation}.
   *
   * @param target id of the target
   * @param kind what it is, in the engine's own words, such as {@code FK CONSTRAINT}
   * @param name which one, with its database
   * @param reason what is different and why, and what to do
   */
  @Schema(name = "RestoreDeviation")
  record Deviating(String target, String kind, String name, String reason) {
    static Deviating of(String target, Deviation deviation) {
      return new Deviating(target, deviation.kind(), deviation.name(), deviation.reason());
    }

    /** Which one it is, in words. */
    String what() {
      return target + ": " + kind + " " + name;
    }
  }

  /**
   * One object: what the backup says and what was read back from the server.
   *
   * @param target id of the target; absent in restores of earlier versions
   * @param name {@code database.collection} or {@code database.schema.table}
   * @param expectedCount records in the backup
   * @param count records that were read back; absent where there is no such object
   * @param expectedHash hash of the records in the backup, independent of their order
   * @param hash hash of the records that were read back; absent where there is no such object
   * @param equal whether count and hash are those of the backup
   * @param bytes their size in the engine's dump format; absent in restores of earlier versions
   */
  @Schema(name = "ComparedObject")
  record Compared(
      @Nullable String target,
      String name,
      long expectedCount,
      @Nullable Long count,
      String expectedHash,
      @Nullable String hash,
      boolean equal,
      @Nullable Long bytes) {}

  static RestoreDetails begin(Selection selection, Map<String, List<String>> objects) {
    return begin(selection, Elsewhere.NONE, objects);
  }

  static RestoreDetails begin(
      Selection selection, Elsewhere elsewhere, Map<String, List<String>> objects) {
    return new RestoreDetails(
        selection, elsewhere, null, objects, List.of(), null, false, Map.of(), Map.of(), Map.of(),
        false, null, false, null);
  }

  /** The same, out of one vault; null for any that has it. */
  RestoreDetails from(@Nullable String only) {
    return with(draft -> draft.vault = only);
  }

  /** Where else than to its origin it goes. */
  Elsewhere place() {
    return elsewhere == null ? Elsewhere.NONE : elsewhere;
  }

  /**
   * Whether what exists under the names is replaced. Elsewhere that takes the safety backup that it
   * was found to need: what comes up later is in none.
   */
  boolean replaces() {
    return place().isNone() || safetyBackup != null;
  }

  /** Whether another version wrote it, with nothing in it that this one could go by. */
  boolean isForeign() {
    return objects.isEmpty();
  }

  List<JournaledMove> movesOf(String target) {
    return moves.getOrDefault(target, List.of());
  }

  RestoreDetails stepBegun(String name, Instant now) {
    List<Step> next = new ArrayList<>(steps);
    next.removeIf(step -> step.name().equals(name));
    next.add(new Step(name, "running", now, null, null));
    return with(draft -> draft.steps = next);
  }

  RestoreDetails lastStepEnded(@Nullable String detail, Instant now) {
    return steps.isEmpty() ? this : stepEnded(steps.getLast().name(), detail, now);
  }

  RestoreDetails stepEnded(String name, @Nullable String detail, Instant now) {
    return with(draft ->
        draft.steps =
            steps.stream()
                .map(step -> step.name().equals(name) ? step.ended("done", detail, now) : step)
                .toList());
  }

  /** All that run have failed; the last one in any case. */
  RestoreDetails stepsFailed(String reason, Instant now) {
    Step last = steps.isEmpty() ? null : steps.getLast();
    return with(draft ->
        draft.steps =
            steps.stream()
                .map(step ->
                    step.equals(last) || !step.hasEnded()
                        ? step.ended("failed", reason, now)
                        : step)
                .toList());
  }

  RestoreDetails withSafety(@Nullable String backup) {
    return with(draft -> draft.safetyBackup = backup);
  }

  RestoreDetails withStarted() {
    return with(draft -> draft.started = true);
  }

  /** Replaces the moves of one phase; moves of {@link Move.Phase#SWITCH} come first. */
  RestoreDetails withMoves(Move.Phase phase, Map<String, List<Move>> planned) {
    Map<String, List<JournaledMove>> next = new LinkedHashMap<>();
    Stream.concat(moves.keySet().stream(), planned.keySet().stream())
        .distinct()
        .forEach(target -> {
          List<JournaledMove> all = new ArrayList<>(movesOf(target));
          all.removeIf(each -> each.move().phase() == phase);
          planned
              .getOrDefault(target, List.of())
              .forEach(move -> all.add(new JournaledMove(move, MoveState.PENDING)));
          all.sort(Comparator.comparing(each -> each.move().phase()));
          next.put(target, all);
        });
    return with(draft -> draft.moves = next);
  }

  RestoreDetails withState(String target, Move move, MoveState state) {
    Map<String, List<JournaledMove>> next = new LinkedHashMap<>(moves);
    next.put(
        target,
        movesOf(target).stream()
            .map(each -> each.move().equals(move) ? new JournaledMove(move, state) : each)
            .toList());
    return with(draft -> draft.moves = next);
  }

  RestoreDetails withReport(Report compared) {
    return with(draft -> draft.report = compared);
  }

  RestoreDetails withFiles(Map<String, List<DumpedFile>> needed) {
    return with(draft -> draft.files = needed);
  }

  RestoreDetails withKeptUnder(Map<String, String> names) {
    return with(draft -> draft.keptUnder = names);
  }

  RestoreDetails withSwapping() {
    return with(draft -> draft.swapping = true);
  }

  RestoreDetails withRollingBack(String reason) {
    return with(draft -> draft.rollingBack = reason);
  }

  RestoreDetails withConfirmed() {
    return with(draft -> draft.confirmed = true);
  }

  private RestoreDetails with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.details();
  }

  /** What changes while a restore runs. */
  private static final class Draft {
    private final RestoreDetails from;
    private @Nullable String vault;
    private List<Step> steps;
    private @Nullable String safetyBackup;
    private boolean started;
    private Map<String, List<JournaledMove>> moves;
    private Map<String, List<DumpedFile>> files;
    private Map<String, String> keptUnder;
    private boolean swapping;
    private @Nullable String rollingBack;
    private boolean confirmed;
    private @Nullable Report report;

    private Draft(RestoreDetails from) {
      this.from = from;
      vault = from.vault;
      steps = from.steps;
      safetyBackup = from.safetyBackup;
      started = from.started;
      moves = from.moves;
      files = from.files;
      keptUnder = from.keptUnder;
      swapping = from.swapping;
      rollingBack = from.rollingBack;
      confirmed = from.confirmed;
      report = from.report;
    }

    private RestoreDetails details() {
      return new RestoreDetails(
          from.selection,
          from.elsewhere,
          vault,
          from.objects,
          steps,
          safetyBackup,
          started,
          moves,
          files,
          keptUnder,
          swapping,
          rollingBack,
          confirmed,
          report);
    }
  }

  String toJson() {
    return JobDetails.write(this);
  }

  static RestoreDetails fromJson(String json) {
    return JobDetails.read(json, RestoreDetails.class);
  }
}
