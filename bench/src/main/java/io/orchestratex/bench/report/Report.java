package io.orchestratex.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * What one measurement found: printed for people as it goes, kept as JSON at its end. Not
 * thread-safe.
 */
public final class Report {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final PrintWriter out =
      new PrintWriter(new java.io.OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
  private final ObjectNode json = Gateway.body();
  private final ObjectNode machine = Machine.facts();
  private final String name;
  private final Path folder;
  private final Instant begin = Instant.now();

  /**
   * Begins a report.
   *
   * @param folder where its JSON will lie
   * @param arguments the command line, as it was typed
   */
  public Report(String name, Path folder, List<String> arguments) {
    this.name = name;
    this.folder = folder;
    json.put("bench", name);
    json.put("begin", begin.toString());
    json.put("command", "bench " + String.join(" ", arguments));
    json.set("machine", machine);
    say("bench " + String.join(" ", arguments));
    say(
        String.format(
            Locale.ROOT,
            "%d cores, %.0f GiB memory, %s, load %.2f",
            machine.path("cores").asInt(),
            machine.path("memory_bytes").asDouble() / (1L << 30),
            machine.path("system").asText(),
            machine.path("load_before").asDouble()));
  }

  /** The document to be kept; fill it with what was measured. */
  public ObjectNode json() {
    return json;
  }

  /** Prints a line of progress. */
  public void say(String line) {
    out.println(line);
  }

  /** Records and prints something that a reader of the figures must know. */
  public void note(String line) {
    json.withArray("notes").add(line);
    say("! " + line);
  }

  /** Prints rows under a title. */
  public void table(String title, Table table, JsonNode rows) {
    say("");
    say(title);
    table.print(out, rows, "(nothing measured)");
  }

  /** Keeps the JSON and says where. */
  public Path finish() {
    machine.put("load_after", Machine.load());
    json.put("end", Instant.now().toString());
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve(name + "-" + STAMP.format(begin) + ".json");
      Files.write(file, Gateway.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
      say("");
      say(
          String.format(
              Locale.ROOT,
              "load afterwards %.2f; kept as %s",
              machine.path("load_after").asDouble(),
              file));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the figures in " + folder, e);
    }
  }

  /** A number with so many digits behind the point, or nothing where none was measured. */
  public static String number(JsonNode value, int digits) {
    return value.isNumber() && Double.isFinite(value.asDouble())
        ? String.format(Locale.ROOT, "%,." + digits + "f", value.asDouble())
        : "";
  }

  /** Rounded to what can be meant: four significant digits behind the point; null for none. */
  public static @org.jspecify.annotations.Nullable Double rounded(double value) {
    return Double.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null;
  }
}
