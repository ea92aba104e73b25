package io.orchestratex.session.conversation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The part of a text that shows why a search found it. Never cuts a character in two. */
public final class Excerpt {

  private static final int BEFORE = 60;
  private static final int LONGEST = 200;
  private static final String LEFT_OUT = "…";

  private final List<String> words;

  /** Of texts that were found by these words; what a minus excludes is not looked for. */
  public Excerpt(String words) {
    this.words =
        Arrays.stream(words.split("\\s+"))
            .filter(word -> !word.startsWith("-"))
            .map(word -> word.replace("\"", "").toLowerCase(Locale.ROOT))
            .filter(word -> !word.isEmpty())
            .toList();
  }

  /** Up to 200 characters around the first word that is there; else the beginning. */
  public String of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int found =
        lower.length() == text.length()
            ? words.stream().mapToInt(lower::indexOf).filter(at -> at >= 0).min().orElse(0)
            : 0;
    int from = whole(text, Math.max(0, found - BEFORE));
    int to = whole(text, Math.min(text.length(), from + LONGEST));
    return (from > 0 ? LEFT_OUT : "")
        + text.substring(from, to).strip()
        + (to < text.length() ? LEFT_OUT : "");
  }

  private static int whole(String text, int at) {
    boolean splits =
        at > 0
            && at < text.length()
            && Character.isLowSurrogate(text.charAt(at))
            && Character.isHighSurrogate(text.charAt(at - 1));
    return splits ? at - 1 : at;
  }
}
