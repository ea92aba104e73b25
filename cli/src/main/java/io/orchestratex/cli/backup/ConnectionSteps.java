package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;

/** What each step of a test of a connection came to, for people. */
public final class ConnectionSteps {

  private ConnectionSteps() {}

  /**
   * Prints them with what to do about those that failed.
   *
   * @param purpose what the connection is for: {@code backed up} or {@code watched}
   */
  public static void print(Terminal terminal, String purpose, JsonNode report) {
    if (terminal.json()) {
      return;
    }
    terminal.say("To be " + purpose + ":");
    new Table()
        .name("STEP", "/step")
        .name("RESULT", "/result")
        .name("FOUND", "/detail")
        .print(terminal.out(), report.path("steps"), "No steps.");
    for (JsonNode step : report.path("steps")) {
      if (step.hasNonNull("remedy")) {
        terminal.say("  " + step.path("remedy").asText());
      }
    }
  }
}
