package io.orchestratex.kit.paging;

import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.TextLength;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a name or title that a list is searched for, in letters of either case. What a user
 * types is a text and never a pattern.
 */
public record TextFilter(String text) {

  /** The longest text that is searched for, in characters. */
  public static final int LONGEST = 100;

  /**
   * Reads a query parameter; null when it is absent or blank.
   *
   * @throws FailureException Invalid at the parameter when it is too long or holds NUL
   */
  public static @Nullable TextFilter read(String parameter, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String wanted = text.strip();
    if (TextLength.of(wanted) > LONGEST || wanted.indexOf('\0') >= 0) {
      throw FailureException.invalid(
          "filter.text-invalid",
          "?" + parameter,
          "must be at most " + LONGEST + " characters, without NUL");
    }
    return new TextFilter(wanted);
  }

  /**
   * A regular expression that matches this very text, for MongoDB, which compares letters of all
   * scripts.
   */
  public Pattern mongoPattern() {
    StringBuilder literal = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (c < 0x80 && !Character.isLetterOrDigit(c) && c >= ' ') {
            literal.append('\\');
          }
          literal.appendCodePoint(c);
        });
    return Pattern.compile(literal.toString(), Pattern.CASE_INSENSITIVE);
  }

  /** A pattern of SQL's {@code ILIKE} that matches what contains this very text. */
  public String likePattern() {
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }

  /** Whether a text contains this one. */
  public boolean matches(String whole) {
    return whole.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }
}
