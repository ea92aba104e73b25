package io.orchestratex.backup.restore;

import io.orchestratex.backup.engine.Move.Phase;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.restore.RestoreDetails.JournaledMove;
import io.orchestratex.backup.restore.RestoreDetails.MoveState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a restore that is given up leaves on its targets, for the person who must look at them; from
 * its journal alone, because the targets may be gone.
 */
final class LeftBehind {

  private LeftBehind() {}

  /** A phrase per target, and where else the previous data is. */
  static String text(Job job, RestoreDetails journal) {
    List<String> phrases = new ArrayList<>();
    for (String target : job.targets()) {
      phrases.add("on " + target + ": " + ofTarget(job, journal, target));
    }
    if (journal.safetyBackup() != null) {
      phrases.add("the previous data is also in backup " + journal.safetyBackup());
    }
    return String.join("; ", phrases);
  }

  private static String ofTarget(Job job, RestoreDetails journal, String target) {
    List<String> phrases = new ArrayList<>();
    add(phrases, "noted as made", journal, target, is(Phase.SWITCH, MoveState.APPLIED));
    add(phrases, "made or not", journal, target, is(Phase.SWITCH, MoveState.PENDING));
    add(phrases, "put back", journal, target, is(Phase.SWITCH, MoveState.UNDONE));
    add(phrases, "still to be done", journal, target, is(Phase.FOLLOW_UP, MoveState.PENDING));
    String names =
        journal.keptUnder().getOrDefault(target, "names that begin with ox_ and hold " + job.id());
    phrases.add("look for " + names);
    return String.join(", ", phrases);
  }

  private static Predicate<JournaledMove> is(Phase phase, MoveState state) {
    return each -> each.move().phase() == phase && each.state() == state;
  }

  private static void add(
      List<String> phrases,
      String what,
      RestoreDetails journal,
      String target,
      Predicate<JournaledMove> wanted) {
    List<String> moves =
        journal.movesOf(target).stream().filter(wanted).map(each -> each.move().id()).toList();
    if (!moves.isEmpty()) {
      phrases.add(what + " (" + RestoreRules.named(moves) + ")");
    }
  }
}
