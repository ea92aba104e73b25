package io.orchestratex.backup.drill;

import io.orchestratex.backup.drill.DrilledTarget.Unequal;
import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ScratchRestore;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a drill says about a backup. */
final class DrillRules {

  /** A scratch server needs this for itself. */
  static final long OWN_ROOM = 256L << 20;

  /** With less room than this, what fails may fail for want of it. */
  static final long NO_ROOM = 64L << 20;

  private static final int SHOWN = 20;
  private static final int NAMED = 3;

  /** Faults of the machine that a drill runs on; they say nothing about a backup. */
  private static final Set<String> OF_THE_MACHINE =
      Set.of(
          ScratchRestore.NO_PROGRAM,
          EngineException.UNREACHABLE,
          "backup.pg-dump-missing",
          "restore.requirement-missing");

  private DrillRules() {}

  /**
   * Refuses targets that a backup does not hold.
   *
   * @param chosen whether the backup was named, too
   */
  static void requireHeld(String backup, List<String> held, List<String> named, boolean chosen) {
    List<FieldError> missing = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      if (!held.contains(named.get(i))) {
        missing.add(
            new FieldError(
                "/targets/" + i,
                "backup %s holds no %s, only %s%s"
                    .formatted(
                        backup,
                        named.get(i),
                        held,
                        chosen ? "" : "; name the backup, or drill one target at a time")));
      }
    }
    if (!missing.isEmpty()) {
      throw FailureException.invalid("drill.target-not-in-backup", missing);
    }
  }

  /** Refuses targets that are named and cannot be drilled. */
  static void requireDrillable(List<String> named, List<NotDrilled> unable) {
    List<FieldError> errors =
        unable.stream()
            .map(each ->
                new FieldError(
                    "/targets/" + named.indexOf(each.target()),
                    "%s cannot be drilled: %s".formatted(each.target(), each.reason())))
            .toList();
    if (!errors.isEmpty()) {
      throw FailureException.invalid(ScratchEngines.UNSUPPORTED, errors);
    }
  }

  /** Refuses a backup of which nothing can be drilled. */
  static void requireAny(String backup, List<?> parts, List<NotDrilled> unable) {
    if (parts.isEmpty()) {
      throw FailureException.conflict(
          ScratchEngines.UNSUPPORTED,
          "Nothing of backup %s can be drilled: %s. Drill a backup of other targets."
              .formatted(
                  backup,
                  unable.stream()
                      .map(each -> each.target() + ": " + each.reason())
                      .collect(Collectors.joining("; "))));
    }
  }

  /** How much room a target needs: rows and indexes take more than a dump of them. */
  static long room(List<ObjectFact> objects) {
    return OWN_ROOM + 2 * objects.stream().mapToLong(ObjectFact::bytes).sum();
  }

  /**
   * Holds what was read back from a scratch server against the backup.
   *
   * @param expected what the backup says it holds
   * @param left names of objects that no restore brings back
   */
  static DrilledTarget compared(
      DrilledTarget target,
      List<ObjectFact> expected,
      Set<String> left,
      List<ObjectFact> measured,
      List<Deviation> deviations,
      long millis) {
    Map<String, ObjectFact> found =
        measured.stream().collect(Collectors.toMap(ObjectFact::name, Function.identity()));
    List<Unequal> unequal = new ArrayList<>();
    for (ObjectFact each : expected) {
      ObjectFact now = found.get(each.name());
      if (!left.contains(each.name()) && (now == null || !now.sameContent(each))) {
        unequal.add(new Unequal(each.name(), each.count(), now == null ? null : now.count()));
      }
    }
    return new DrilledTarget(
        target.target(),
        target.engine(),
        unequal.isEmpty() ? DrilledTarget.PASSED : DrilledTarget.FAILED,
        target.program(),
        measured.size(),
        measured.stream().mapToLong(ObjectFact::count).sum(),
        measured.stream().mapToLong(ObjectFact::bytes).sum(),
        millis,
        unequal.stream().limit(SHOWN).toList(),
        deviations.stream()
            .limit(SHOWN)
            .map(each -> each.kind() + " " + each.name() + ": " + each.reason())
            .toList(),
        deviations.size(),
        unequal.isEmpty() ? null : named(unequal));
  }

  private static String named(List<Unequal> unequal) {
    int more = unequal.size() - NAMED;
    return unequal.stream().limit(NAMED).map(Unequal::text).collect(Collectors.joining("; "))
        + (more > 0 ? "; and " + more + " more" : "");
  }

  /**
   * Whether a fault is the backup's: it is damaged, or a server that works does not take it.
   *
   * @param serverRuns whether the scratch server was still at work
   * @param room bytes that are left for it
   */
  static boolean isOfTheBackup(Throwable fault, boolean serverRuns, long room) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof DamagedArtifactException) {
        return true;
      }
    }
    return fault instanceof EngineException engine
        && serverRuns
        && room >= NO_ROOM
        && !engine.code().startsWith("drill.")
        && !OF_THE_MACHINE.contains(engine.code());
  }

  /** Why a drill did not succeed, for a person; empty when it did. */
  static Optional<String> failure(List<DrilledTarget> targets) {
    List<DrilledTarget> bad = targets.stream().filter(each -> !each.passed()).toList();
    if (bad.isEmpty()) {
      return Optional.empty();
    }
    boolean blamed = bad.stream().anyMatch(each -> each.state().equals(DrilledTarget.FAILED));
    return Optional.of(
        bad.stream()
                .map(each -> each.target() + ": " + each.failure())
                .collect(Collectors.joining("; "))
            + (blamed
                ? ". The backup does not count as good any more."
                : ". The drill could not be carried out; this says nothing about the backup."));
  }

  /** {@code passed}, {@code failed}, {@code not_carried_out}, by the worst of the targets. */
  static String result(List<DrilledTarget> targets) {
    if (targets.stream().anyMatch(each -> each.state().equals(DrilledTarget.FAILED))) {
      return DrilledTarget.FAILED;
    }
    return targets.stream().allMatch(DrilledTarget::passed)
        ? DrilledTarget.PASSED
        : DrilledTarget.NOT_CARRIED_OUT;
  }

  /** As long as the last one took, by its size; empty when there is none to go by. */
  static Optional<Long> expectedMillis(Optional<LastDrill> last, long bytes) {
    return last.filter(LastDrill::passed)
        .map(each ->
            each.bytes() <= 0 || bytes <= each.bytes()
                ? each.durationMs()
                : Math.round(each.durationMs() * ((double) bytes / each.bytes())));
  }
}
