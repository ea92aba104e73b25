package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.output.Terminal;
import org.jspecify.annotations.Nullable;

/** What a backup does not hold, for people: what should be in it first. */
final class LeftOutTable {

  private LeftOutTable() {}

  /** Prints nothing when there is nothing to say. */
  static void print(Terminal terminal, @Nullable JsonNode leftOut) {
    if (leftOut == null || leftOut.isEmpty()) {
      return;
    }
    section(terminal, leftOut, true, "Could not be taken (the backup is partial):");
    section(terminal, leftOut, false, "Not part of a backup:");
  }

  private static void section(Terminal terminal, JsonNode leftOut, boolean failed, String title) {
    boolean begun = false;
    for (JsonNode each : leftOut) {
      if (each.path("failed").asBoolean() == failed) {
        if (!begun) {
          terminal.say("");
          terminal.say(title);
          begun = true;
        }
        terminal.say("  " + line(each));
      }
    }
  }

  /** One of them: where, what, why. */
  static String line(JsonNode each) {
    String target = each.path("target").asText("");
    String kind = each.path("kind").asText();
    String name = each.path("name").asText();
    return (target.isEmpty() ? "" : target + ": ")
        + (kind.equals(name) ? kind : kind + " " + name)
        + ": "
        + each.path("reason").asText();
  }
}
