package io.orchestratex.backup.restore;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.restore.RestoreDetails.Compared;
import io.orchestratex.backup.restore.RestoreDetails.Deviating;
import io.orchestratex.backup.restore.RestoreDetails.Report;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a restore does next and when it is good.
 *
 * <pre>
 *  verify ───────────────────▶─┐
 *     └▶ safety_backup ────────▶─┤
 *           └▶ load ─▶ compare ─▶┴─ swap ─▶ confirm ─▶ clean_up ─▶ follow_up ─▶ succeeded
 *  └──────────────┬─────────────┘     └───────┘
 *  fails: nothing live was touched    fails: moves are undone, last one first
 * </pre>
 *
 * The lists of what the backup consists of are verified first, its content while it is loaded under
 * temporary names, and the safety backup is taken meanwhile; what is live changes after the last of
 * them has ended well.
 *
 * <p>A worker that takes a restore up begins again, unless the journal says that moves were begun:
 * then it applies them all, which bears repetition, or, once it was decided to go back, undoes them
 * all. From the first move on the journal alone is enough for that: the vault is not needed, and a
 * fault leaves the restore to the next attempt, however many it takes. Follow-up moves come last:
 * only what is in place and was found equal may, for example, lose records by their age. What is
 * restored in place is loaded in the step swap and compared in the step confirm.
 */
final class RestoreRules {

  static final String VERIFY = "verify";
  static final String SAFETY_BACKUP = "safety_backup";
  static final String LOAD = "load";
  static final String COMPARE = "compare";
  static final String SWAP = "swap";
  static final String CONFIRM = "confirm";
  static final String CLEAN_UP = "clean_up";
  static final String FOLLOW_UP = "follow_up";
  static final String ROLL_BACK = "roll_back";

  /** So many objects are named in one sentence. */
  private static final int NAMED = 8;

  private static final Set<Action> RESTORED =
      EnumSet.of(Action.REPLACE, Action.CREATE, Action.MERGE);

  private RestoreRules() {}

  /**
   * What a safety backup could not take although the restore replaces it, a sentence each. A file
   * that holds one database replaces all of it; of a file for all databases, the objects it names.
   *
   * @param missing what the safety backup of the target does not hold
   * @param files what the restore reads
   */
  static List<String> replacedUnkept(
      List<LeftOut> missing, List<DumpedFile> files, Selection selection) {
    return missing.stream()
        .filter(LeftOut::failed)
        .filter(each -> files.stream().anyMatch(file -> replaces(file, selection, each.name())))
        .map(LeftOut::text)
        .toList();
  }

  private static boolean replaces(DumpedFile file, Selection selection, String name) {
    if (file.scope().equals(DumpedFile.ALL)) {
      return file.objects().stream().anyMatch(object -> object.name().equals(name))
          && selection.wants(name.substring(0, Math.max(0, name.indexOf('.'))), name);
    }
    if (!selection.databases().isEmpty() && !selection.databases().contains(file.scope())) {
      return false;
    }
    String quoted = '"' + file.scope().replace("\"", "\"\"") + "\".";
    return name.equals(file.scope())
        || name.startsWith(file.scope() + ".")
        || name.startsWith(quoted);
  }

  /** Where a worker takes a restore up. */
  enum Entry {
    /** Prepare everything anew; nothing live was touched. */
    PREPARE,
    /** Go on putting things in place. */
    SWAP,
    /** Everything is in place and the previous data is being dropped: only end it. */
    FINISH,
    /**
     * Too many workers died on the way: end it if all is in place, else put back what was moved.
     */
    END_OR_ROLL_BACK,
    /** Go on putting back what was moved. */
    ROLL_BACK,
    /** End it; nothing live was touched, and too many workers died on the way. */
    GIVE_UP
  }

  static Entry entry(RestoreDetails journal, boolean outOfAttempts) {
    if (journal.confirmed()) {
      return Entry.FINISH;
    }
    if (journal.rollingBack() != null) {
      return Entry.ROLL_BACK;
    }
    if (journal.swapping()) {
      return outOfAttempts ? Entry.END_OR_ROLL_BACK : Entry.SWAP;
    }
    return outOfAttempts ? Entry.GIVE_UP : Entry.PREPARE;
  }

  /**
   * Whether a restore has ended and nothing that it left is the only copy of anything. One that
   * could not roll back may have the previous data under its names.
   */
  static boolean isOver(JobStatus status, RestoreDetails journal) {
    return status.isFinal()
        && (!journal.swapping() || journal.confirmed() || status == JobStatus.ROLLED_BACK);
  }

  /** What a person must know of a plan, whatever the engine is. */
  static List<String> warnings(List<PlannedObject> plan) {
    Set<Action> actions = plan.stream().map(PlannedObject::action).collect(Collectors.toSet());
    List<String> warnings = new ArrayList<>();
    if (actions.contains(Action.REPLACE)) {
      warnings.add("what was written after the backup was taken goes, in what is replaced.");
    }
    if (actions.contains(Action.DROP)) {
      warnings.add(
          "a database is replaced as a whole; what it has now and the backup has not goes (it is in"
              + " the safety backup).");
    }
    if (actions.contains(Action.KEEP)) {
      warnings.add("what exists now and is not in the backup stays as it is.");
    }
    kept(plan).forEach((reason, names) -> warnings.add(named(names) + " " + reason + "."));
    return warnings;
  }

  /**
   * What has a name already that something is to be restored elsewhere under, a sentence each: of
   * single collections those that exist, else the databases.
   *
   * @param selection what is restored, by its new names
   */
  static List<String> taken(EnginePlan plan, Selection selection) {
    return takenNames(plan, selection).stream()
        .map(name ->
            name
                + " exists. Choose another name (as, --as), or say that it is replaced (replace,"
                + " --replace).")
        .toList();
  }

  /** The names of {@link #taken}; of an engine that names no databases, the objects. */
  static List<String> takenNames(EnginePlan plan, Selection selection) {
    return selection.collections().isEmpty() && !plan.existing().isEmpty()
        ? plan.existing()
        : plan.objects().stream()
            .filter(o -> o.action() == Action.REPLACE || o.action() == Action.DROP)
            .map(PlannedObject::name)
            .toList();
  }

  /** Says that a server is of another major version than the one that was backed up. */
  static Optional<String> otherVersion(String now, String backup) {
    int major = major(now);
    int wanted = major(backup);
    if (major == wanted || major == 0 || wanted == 0) {
      return Optional.empty();
    }
    return Optional.of(
        "this server is of version %s, which is %s than %s, of which the backup was taken; what it does not take is named before anything is put in place."
            .formatted(now, major < wanted ? "older" : "newer", backup));
  }

  private static int major(String version) {
    String digits = version.split("[^0-9]", 2)[0];
    return digits.isEmpty() || digits.length() > 6 ? 0 : Integer.parseInt(digits);
  }

  /** Says that there may be too little room. */
  static Optional<String> narrow(long needed, @Nullable Long free) {
    return free == null || free > needed
        ? Optional.empty()
        : Optional.of(
            "about %d MiB are loaded before anything is removed, and the disk has %d MiB free."
                .formatted(needed >> 20, free >> 20));
  }

  /**
   * The services whose databases a restore puts in place.
   *
   * @param restored per target, names of objects
   */
  static List<String> affected(Map<String, List<String>> restored, KeepCurrentSettings own) {
    return restored.entrySet().stream()
        .flatMap(each ->
            each.getValue().stream()
                .map(name -> name.split("\\.", 2)[0])
                .distinct()
                .flatMap(database -> own.ownersOf(each.getKey(), database).stream()))
        .distinct()
        .sorted()
        .toList();
  }

  /** What stays as it is although the backup holds it, by the reason. */
  private static Map<String, List<String>> kept(List<PlannedObject> plan) {
    Map<String, List<String>> kept = new LinkedHashMap<>();
    for (PlannedObject object : plan) {
      if (object.action() == Action.SKIP) {
        String reason = Objects.requireNonNullElse(object.reason(), "stays as it is");
        kept.computeIfAbsent(reason, _ -> new ArrayList<>()).add(object.name());
      }
    }
    return kept;
  }

  /** Names for one sentence: the first ones, and how many more there are. */
  static String named(List<String> names) {
    int more = names.size() - NAMED;
    return String.join(", ", names.stream().limit(NAMED).toList())
        + (more > 0 ? " and " + more + " more" : "");
  }

  /** What the backup does not hold, for a person. */
  static List<String> warningsOf(List<LeftOut> leftOut) {
    return leftOut.stream()
        .filter(LeftOut::failed)
        .map(each -> "the backup is partial and does not hold " + each.text())
        .toList();
  }

  /** Names of the objects that must equal the backup once a plan is carried out. */
  static List<String> restored(List<PlannedObject> plan) {
    return plan.stream()
        .filter(o -> RESTORED.contains(o.action()))
        .map(PlannedObject::name)
        .toList();
  }

  /** Names of the objects that there are now and that would go. */
  static List<String> replaced(List<PlannedObject> plan) {
    return plan.stream()
        .filter(o ->
            o.action() == Action.REPLACE || o.action() == Action.DROP || o.action() == Action.MERGE)
        .filter(o -> o.currentCount() != null)
        .map(PlannedObject::name)
        .toList();
  }

  /**
   * What would go and is not in the safety backup, at most one sentence.
   *
   * @param there what there is and would go
   * @param held what the safety backup holds
   * @param missing what it says itself that it lacks; that is said elsewhere
   */
  static List<String> notHeld(List<String> there, Set<String> held, List<LeftOut> missing) {
    Set<String> known = missing.stream().map(LeftOut::name).collect(Collectors.toSet());
    List<String> lost =
        there.stream().filter(name -> !held.contains(name) && !known.contains(name)).toList();
    return lost.isEmpty()
        ? List.of()
        : List.of(
            named(lost)
                + (lost.size() == 1 ? " is" : " are")
                + " not part of backups; is it within orchestratex.backup.scope.databases?");
  }

  /** Holds what was read back of a target against the backup; what is missing is unequal. */
  static Report compare(
      String target, List<String> restored, List<ObjectFact> expected, List<ObjectFact> measured) {
    Map<String, ObjectFact> wanted = byName(expected);
    Map<String, ObjectFact> found = byName(measured);
    List<Compared> objects = new ArrayList<>();
    for (String name : restored) {
      ObjectFact backup = wanted.get(name);
      ObjectFact now = found.get(name);
      if (backup == null) {
        continue; // The plan named it, so the manifest has it.
      }
      boolean same = now != null && now.sameContent(backup);
      objects.add(
          new Compared(
              target,
              name,
              backup.count(),
              now == null ? null : now.count(),
              backup.hash(),
              now == null ? null : now.hash(),
              same,
              backup.bytes()));
    }
    return Report.of(objects, List.of());
  }

  /**
   * A report with the objects of another, those of the same target replaced, and all deviations.
   */
  static Report joined(@Nullable Report report, Report newer) {
    Set<String> targets =
        newer.objects().stream().map(Compared::target).collect(Collectors.toSet());
    Stream<Compared> kept =
        report == null
            ? Stream.of()
            : report.objects().stream().filter(object -> !targets.contains(object.target()));
    List<Compared> all = Stream.concat(kept, newer.objects().stream()).toList();
    List<Deviating> deviations =
        Stream.concat(
                report == null ? Stream.of() : report.deviations().stream(),
                newer.deviations().stream())
            .toList();
    return Report.of(all, deviations);
  }

  private static Map<String, ObjectFact> byName(List<ObjectFact> facts) {
    return facts.stream().collect(Collectors.toMap(ObjectFact::name, Function.identity()));
  }

  /** The first object that differs, for a person. */
  static String difference(Report report) {
    return report.objects().stream()
        .filter(object -> !object.equal())
        .findFirst()
        .map(object ->
            object.count() == null
                ? object.name() + " is missing after loading"
                : object.name() + ": " + difference(object.count(), object.expectedCount()))
        .orElse("nothing differs");
  }

  private static String difference(long count, long expected) {
    return count == expected
        ? "its %d records are not those of the backup: the number is the same, their content differs"
            .formatted(count)
        : "%d records instead of %d".formatted(count, expected);
  }
}
