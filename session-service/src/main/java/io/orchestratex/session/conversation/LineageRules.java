package io.orchestratex.session.conversation;

import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.conversation.ConversationThread.SharedPart;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the prompts of a forked thread lie. Nothing is copied at a fork: the new thread reads the
 * parts that it shares where they are.
 *
 * <pre>
 *   a: 1 2 3 4 5
 *          └ b: 3 4 5 6        forked from a at 2: [a..2]
 *                   └ c: 6 …   forked from b at 5: [a..2, b..5]
 * </pre>
 */
final class LineageRules {

  /** A thread reads each part that it shares apart. */
  static final int DEEPEST = 20;

  private LineageRules() {}

  /**
   * The shared parts of a thread that is forked from another behind an iteration.
   *
   * @throws FailureException Invalid when there is no such iteration, Conflict when the thread has
   *     been forked too often already
   */
  static List<SharedPart> forked(ConversationThread from, int last) {
    if (last < 1 || last > from.iterations()) {
      throw FailureException.invalid(
          "thread.iteration-unknown",
          "/iteration",
          from.iterations() == 0
              ? "cannot be given: the thread has no prompts yet"
              : "must be between 1 and " + from.iterations() + ", the thread's latest prompt");
    }
    List<SharedPart> parts = new ArrayList<>();
    int covered = 0;
    for (SharedPart part : from.lineage()) {
      if (covered < last) {
        covered = Math.min(part.last(), last);
        parts.add(new SharedPart(part.threadId(), covered));
      }
    }
    if (covered < last) {
      parts.add(new SharedPart(from.id(), last));
    }
    if (parts.size() > DEEPEST) {
      throw FailureException.conflict(
          "thread.forked-too-often",
          "The thread is a fork of a fork, " + DEEPEST + " times over; open a new one.");
    }
    return parts;
  }
}
