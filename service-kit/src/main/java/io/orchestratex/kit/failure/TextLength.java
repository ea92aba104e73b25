package io.orchestratex.kit.failure;

/** How long a text is as people, JSON Schema and PostgreSQL count it. */
public final class TextLength {

  private TextLength() {}

  /** Characters: an emoji is one, not the two units that Java keeps it in. */
  public static int of(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }
}
