package io.orchestratex.cli.output;

import java.text.BreakIterator;
import java.util.Locale;
import org.jline.utils.WCWidth;

/**
 * Text from outside (titles, answers, names) as a terminal may show it: what would steer the
 * terminal or turn the direction of writing is written out, and widths are in the terminal's cells,
 * counted by what a reader sees as one character.
 */
public final class Text {

  private static final int PICTURE = 0xFE0F;
  private static final int JOINER = 0x200D;
  private static final String MORE = "…";

  private Text() {}

  /** The text with each control and direction character as {@code \x1b} or {@code \u202e}. */
  public static String visible(String text) {
    StringBuilder visible = null;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      int next = i + Character.charCount(point);
      if (steers(point)) {
        if (visible == null) {
          visible = new StringBuilder(text.length() + 16).append(text, 0, i);
        }
        visible.append(writtenOut(point));
      } else if (visible != null) {
        visible.append(text, i, next);
      }
      i = next;
    }
    return visible == null ? text : visible.toString();
  }

  /** Line ends and tabs are how a text is laid out. */
  private static boolean steers(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> point != '\n' && point != '\t';
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
      case Character.FORMAT -> turnsDirection(point);
      default -> false;
    };
  }

  private static boolean turnsDirection(int point) {
    return point == 0x061C
        || (point >= 0x200E && point <= 0x200F)
        || (point >= 0x202A && point <= 0x202E)
        || (point >= 0x2060 && point <= 0x206F)
        || (point >= 0xFFF9 && point <= 0xFFFB)
        || point == 0xFEFF;
  }

  private static String writtenOut(int point) {
    return String.format(Locale.ROOT, point < 0x100 ? "\\x%02x" : "\\u%04x", point);
  }

  /** How many cells a visible text takes. */
  public static int width(String text) {
    if (isPlain(text)) {
      return text.length();
    }
    BreakIterator characters = characters(text);
    int width = 0;
    int from = characters.first();
    for (int to = characters.next(); to != BreakIterator.DONE; to = characters.next()) {
      width += widthOfOne(text, from, to);
      from = to;
    }
    return width;
  }

  /** The text itself where it fits into so many cells, else its beginning and an ellipsis. */
  public static String cut(String text, int cells) {
    if (width(text) <= cells) {
      return text;
    }
    BreakIterator characters = characters(text);
    int width = 0;
    int from = characters.first();
    for (int to = characters.next(); to != BreakIterator.DONE; to = characters.next()) {
      width += widthOfOne(text, from, to);
      if (width > cells - 1) {
        break;
      }
      from = to;
    }
    return text.substring(0, from) + MORE;
  }

  /** The text with blanks before or behind it, so many cells wide. */
  static String padded(String text, int cells, boolean right) {
    String padding = " ".repeat(Math.max(0, cells - width(text)));
    return right ? padding + text : text + padding;
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static BreakIterator characters(String text) {
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text);
    return characters;
  }

  /** Of joined pictures a terminal shows one. */
  private static int widthOfOne(String text, int from, int to) {
    int width = 0;
    boolean picture = false;
    int flags = 0;
    for (int i = from; i < to; ) {
      int point = text.codePointAt(i);
      width = Math.max(width, WCWidth.wcwidth(point));
      picture |= point == PICTURE || point == JOINER;
      flags += point >= 0x1F1E6 && point <= 0x1F1FF ? 1 : 0;
      i += Character.charCount(point);
    }
    return flags == 2 || (picture && width > 0) ? 2 : width;
  }
}
