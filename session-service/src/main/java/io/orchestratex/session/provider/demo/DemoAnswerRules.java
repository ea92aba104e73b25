package io.orchestratex.session.provider.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the stand-in says: a label, the prompt's beginning, and sentences chosen by the prompt. */
final class DemoAnswerRules {

  static final String LABEL = "[demo model]";

  private static final Pattern WORD = Pattern.compile("\\S+\\s*");
  private static final int QUOTED_CHARACTERS = 120;
  private static final List<String> SENTENCES =
      List.of(
          "A real provider would reason about it; this one shows how an answer travels.",
          "Each word that you see was streamed, counted and charged like one of a paid model.",
          "The same prompt always brings the same words, which is what tests like.",
          "The answer is stored with its tokens and its cost before you read that it is done.",
          "Set a base URL for an OpenAI-compatible address and ask one of its models instead.",
          "What was said before in this thread goes along with each new prompt.",
          "Your session's totals grow by exactly what this answer cost.");
  private static final int CHOSEN = 3;

  private DemoAnswerRules() {}

  /** The answer's words in order, each with the white space behind it. */
  static List<String> words(String prompt, @Nullable Integer maxTokens) {
    List<String> words = split(answer(prompt));
    return maxTokens == null || maxTokens >= words.size()
        ? words
        : List.copyOf(words.subList(0, maxTokens));
  }

  /** Whether the answer has more words than it may. */
  static boolean isCut(String prompt, @Nullable Integer maxTokens) {
    return maxTokens != null && maxTokens < split(answer(prompt)).size();
  }

  /** A token of this model is a word. */
  static long tokens(String text) {
    return split(text).size();
  }

  private static String answer(String prompt) {
    String quoted = prompt.strip().replaceAll("\\s+", " ");
    if (quoted.length() > QUOTED_CHARACTERS) {
      int end = QUOTED_CHARACTERS;
      if (Character.isHighSurrogate(quoted.charAt(end - 1))) {
        end--;
      }
      quoted = quoted.substring(0, end).stripTrailing() + "…";
    }
    StringBuilder answer = new StringBuilder(LABEL).append(" You asked: “").append(quoted);
    answer.append("”.");
    int first = Math.floorMod(prompt.hashCode(), SENTENCES.size());
    for (int i = 0; i < CHOSEN; i++) {
      answer.append(' ').append(SENTENCES.get((first + i) % SENTENCES.size()));
    }
    return answer.toString();
  }

  private static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }
}
