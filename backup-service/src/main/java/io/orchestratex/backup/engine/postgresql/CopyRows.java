package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.ContentHash;

/** Splits the text of a COPY into rows and hashes each; rows may come in pieces. */
final class CopyRows {

  private static final byte[] END = {'\\', '.'};

  private final ContentHash hash = new ContentHash();

  /** How much of the end mark the line so far is: {@code \}, {@code \.}, or neither. */
  private int mark;

  private boolean inRow;
  private boolean ended;

  void add(byte[] bytes, int length) {
    add(bytes, 0, length);
  }

  /**
   * Adds a piece, up to the end mark if it is in it.
   *
   * @return where the rest begins that is no longer of these rows
   */
  int add(byte[] bytes, int start, int end) {
    int from = start;
    while (from < end && !ended) {
      int to = from;
      while (to < end && bytes[to] != '\n') {
        to++;
      }
      boolean whole = to < end;
      if (!inRow && whole && isEndMark(bytes, from, to)) {
        ended = true;
        return to + 1;
      }
      if (!inRow && !whole && couldBeEndMark(bytes, from, to)) {
        mark += to - from;
        return end;
      }
      row(bytes, from, to, whole);
      from = whole ? to + 1 : end;
    }
    return from;
  }

  private void row(byte[] bytes, int from, int to, boolean whole) {
    if (mark > 0) {
      hash.part(END, 0, mark);
      mark = 0;
    }
    hash.part(bytes, from, to - from);
    inRow = !whole;
    if (whole) {
      hash.end();
    }
  }

  private boolean isEndMark(byte[] bytes, int from, int to) {
    return mark + to - from == 2 && matches(bytes, from, to);
  }

  private boolean couldBeEndMark(byte[] bytes, int from, int to) {
    return to > from && mark + to - from <= 2 && matches(bytes, from, to);
  }

  private boolean matches(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != END[mark + i - from]) {
        return false;
      }
    }
    return true;
  }

  boolean ended() {
    return ended;
  }

  ContentHash hash() {
    return hash;
  }
}
