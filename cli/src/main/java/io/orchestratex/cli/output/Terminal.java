package io.orchestratex.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a verb writes, and whether a script reads it; mixed into each verb as {@code --json}. */
public final class Terminal {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  @Option(names = "--json", description = "Print JSON for scripts instead of a table.")
  private boolean json;

  public boolean json() {
    return json;
  }

  public PrintWriter out() {
    return verb.commandLine().getOut();
  }

  public PrintWriter err() {
    return verb.commandLine().getErr();
  }

  /** Prints a line for people; scripts do not see it. */
  public void say(String line) {
    if (!json) {
      out().println(line);
      out().flush();
    }
  }

  /** Prints JSON. */
  public void print(Object value) {
    try {
      out().println(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Prints a list: the whole answer for scripts, its {@code items} as a table for people. */
  public void list(JsonNode answer, Table table, String empty) {
    if (json) {
      print(answer);
      return;
    }
    table.print(out(), answer.at("/items"), empty);
    long total = answer.at("/paging/total").asLong();
    long shown = answer.at("/items").size();
    if (shown > 0 && total > shown) {
      long offset = answer.at("/paging/offset").asLong();
      out()
          .printf(
              "(%d to %d of %d; --offset %d goes on)%n",
              offset + 1, offset + shown, total, offset + shown);
    }
  }

  /** Prints one thing: JSON for scripts, one line a field for people. */
  public void one(JsonNode thing) {
    if (json) {
      print(thing);
      return;
    }
    int width = 0;
    for (var names = thing.fieldNames(); names.hasNext(); ) {
      width = Math.max(width, names.next().length());
    }
    for (var field : thing.properties()) {
      String padding = " ".repeat(width - field.getKey().length());
      out().println(field.getKey() + padding + "  " + Values.text(field.getValue()));
    }
  }
}
