package io.orchestratex.monitor.probe.mongodb;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the documents of one collection. The server keeps a number of its own for each
 * collection; its changes are right, but where it begins is not after an unclean stop. So each
 * collection is really counted once, and from then on the server's number counts, put right by what
 * it was off.
 *
 * <pre>
 * doubtful → certain   really counted, while the server's number stood still
 * certain  → doubtful  the server started again, the collection is another one of the same name, or
 *                      its number changed sharply
 * </pre>
 *
 * Nothing is shown of a doubtful collection unless it was really counted in this measurement.
 */
final class KnownCollection {

  /** A change of more than this part is counted before it is shown. */
  private static final double SHARP = 0.1;

  /** Where documents come and go all the time, this error of a count is accepted in the end. */
  private static final double ACCEPTED = 0.01;

  private static final int TRIES = 5;
  private static final int SETTLED = 6;
  private static final int GONE_FOR_SURE = 2;
  private static final int SHOWN_GONE = 12;

  private Object id = "";
  private @Nullable Double correction;
  private @Nullable Double shown;
  private double last;
  private boolean shownBefore;
  private int tries;
  private int times;
  private int gone;

  /** What was known of the count is no longer believed. */
  void doubt() {
    correction = null;
    shown = null;
    tries = 0;
  }

  boolean isDoubtful() {
    return correction == null;
  }

  /**
   * The server's own number was read.
   *
   * @param newId of the collection that has the name now
   */
  void read(Object newId, double number) {
    times++;
    if (!id.equals(newId)) {
      id = newId;
      doubt();
    }
    if (correction != null) {
      double value = Math.max(0, number + correction);
      if (shownBefore && Math.abs(value - last) > Math.max(1, last * SHARP)) {
        doubt();
      } else {
        show(value);
      }
    } else {
      shown = null;
    }
  }

  /** The documents were counted. */
  void counted(RealCounts.Count count) {
    double moved = Math.abs(count.after() - count.before());
    tries++;
    if (moved == 0 || (tries >= TRIES && moved <= count.documents() * ACCEPTED)) {
      correction = count.documents() - (count.before() + count.after()) / 2;
    }
    show(count.documents());
  }

  /** It cannot be counted: the server's number is taken for right. */
  void trust(double number) {
    correction = 0.0;
    show(number);
  }

  private void show(double value) {
    shown = value;
    last = value;
    shownBefore = true;
  }

  /** The collections were listed; true when nothing is to be shown of this one any more. */
  boolean isForgotten(boolean present) {
    gone = present ? 0 : gone + 1;
    return !present && (times < SETTLED || gone > SHOWN_GONE);
  }

  /** How many documents are shown; null while it is not certain. */
  @Nullable Double documents() {
    return gone >= GONE_FOR_SURE ? Double.valueOf(0) : shown;
  }

  Object id() {
    return id;
  }
}
