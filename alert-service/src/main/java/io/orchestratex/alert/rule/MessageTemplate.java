package io.orchestratex.alert.rule;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills {@code {name}} in a rule's message; a name that nothing is known of stays as it is. */
public final class MessageTemplate {

  private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z_][a-zA-Z0-9_]*)}");
  private static final int MAX_LENGTH = 1_000;

  private MessageTemplate() {}

  /** The message, on one line and at most 1000 characters long. */
  public static String fill(String template, Map<String, String> values) {
    String filled =
        PLACE
            .matcher(template)
            .replaceAll(place ->
                Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group())));
    String line = filled.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 1) + "…";
  }
}
