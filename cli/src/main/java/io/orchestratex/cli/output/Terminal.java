package io.orchestratex.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Where a verb writes, and whether a script reads it; mixed into each verb as {@code --json}. All
 * text goes through {@link Text#visible}; JSON has escapes of its own.
 */
public final class Terminal {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
  private static final ObjectWriter INDENTED = JSON.writer(SerializationFeature.INDENT_OUTPUT);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  @Option(names = "--json", description = "Print JSON for scripts instead of a table.")
  private boolean json;

  private @Nullable PrintWriter out;
  private @Nullable PrintWriter err;

  public boolean json() {
    return json;
  }

  public synchronized PrintWriter out() {
    if (out == null) {
      out = safe(verb.commandLine().getOut());
    }
    return out;
  }

  public synchronized PrintWriter err() {
    if (err == null) {
      err = safe(verb.commandLine().getErr());
    }
    return err;
  }

  /** A writer through which nothing reaches the terminal that would steer it. */
  public static PrintWriter safe(PrintWriter to) {
    return new PrintWriter(new SafeWriter(to), true);
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
    line(INDENTED, value);
  }

  /** Prints JSON on one line, as one of many. */
  public void printLine(Object value) {
    line(JSON.writer(), value);
  }

  private void line(ObjectWriter writer, Object value) {
    try {
      // Some verbs show JSON to people as well.
      PrintWriter to = json ? verb.commandLine().getOut() : out();
      to.println(writer.writeValueAsString(value));
      to.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Says that something was tried and failed: a sentence for people, a problem document for
   * scripts, both on standard error.
   *
   * @param code stable, such as {@code ox.backup-failed}
   * @return the exit code
   */
  public int failed(int exitCode, String code, String detail) {
    new Problem(exitCode, code, detail).print(verb.commandLine().getErr(), json);
    return exitCode;
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
