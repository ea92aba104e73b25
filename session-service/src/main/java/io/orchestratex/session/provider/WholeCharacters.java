package io.orchestratex.session.provider;

/**
 * Makes pieces of a text end at whole characters: the first half of a surrogate pair waits for the
 * second, which providers send in their next piece, and a half that has no other one is replaced.
 * Not thread-safe.
 */
public final class WholeCharacters {

  private static final char REPLACEMENT = '\ufffd';
  private static final char NONE = 0;

  private char first = NONE;

  /** What of a piece and of the one before it is whole; may be empty. */
  public String next(String piece) {
    StringBuilder whole = new StringBuilder(piece.length() + 1);
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      if (Character.isLowSurrogate(c) && first != NONE) {
        whole.append(first).append(c);
        first = NONE;
        continue;
      }
      whole.append(rest());
      if (Character.isHighSurrogate(c)) {
        first = c;
      } else {
        whole.append(Character.isLowSurrogate(c) ? REPLACEMENT : c);
      }
    }
    return whole.toString();
  }

  /** What is left when no piece follows. */
  public String rest() {
    String rest = first == NONE ? "" : String.valueOf(REPLACEMENT);
    first = NONE;
    return rest;
  }
}
