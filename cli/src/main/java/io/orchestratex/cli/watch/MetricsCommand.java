package io.orchestratex.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox metric}: what is measured. */
@Command(
    name = "metric",
    aliases = "metrics",
    description = "Show what is measured, now and over time.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class MetricsCommand {

  @Command(
      name = "targets",
      description = "List what is watched and how it answers.",
      mixinStandardHelpOptions = true)
  int targets(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Option(names = "--state", description = "Only those that are up, down or unknown.")
          @Nullable String state,
      @Option(names = "--search", description = "Only those whose id contains this text.")
          @Nullable String text) {
    String query =
        paging.query()
            + (state == null ? "" : "&state=" + Gateway.escaped(state))
            + (text == null ? "" : "&q=" + Gateway.escaped(text));
    Table table =
        new Table()
            .name("TARGET", "/id")
            .text("KIND", "/kind")
            .text("STATE", "/state")
            .text("MEASURED", row -> Values.time(row.at("/last_measured_at")))
            .text("FAILURE", "/failure");
    terminal.list(
        connection.gateway().get("/api/v1/monitor/targets?" + query),
        table,
        state == null && text == null ? "Nothing is watched." : "No target matches.");
    return ExitCode.DONE;
  }

  @Command(
      name = "latest",
      description = "Show the newest value of each series.",
      mixinStandardHelpOptions = true)
  int latest(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Option(names = "--target", description = "Only of this target.") @Nullable String target,
      @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only series of this name.")
          @Nullable String name) {
    String query =
        paging.query()
            + (target == null ? "" : "&target=" + Gateway.escaped(target))
            + (name == null ? "" : "&name=" + Gateway.escaped(name));
    Table table =
        new Table()
            .name("NAME", "/name")
            .name("LABELS", row -> labels(row.path("labels")))
            .number("VALUE", "/value")
            .text("AT", row -> Values.time(row.at("/at")));
    terminal.list(
        connection.gateway().get("/api/v1/metrics/latest?" + query), table, "No samples yet.");
    return ExitCode.DONE;
  }

  @Command(
      name = "range",
      description = "Show a series over time.",
      mixinStandardHelpOptions = true)
  int range(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--label", description = "key:value; may be repeated.")
          @Nullable List<String> labels,
      @Option(
              names = "--from",
              defaultValue = "-15m",
              description = "ISO instant or -15m (default ${DEFAULT-VALUE}).")
          String from,
      @Option(names = "--to", description = "ISO instant (default: now).") @Nullable String to,
      @Option(names = "--step", description = "Such as 30s.") @Nullable String step) {
    StringBuilder query =
        new StringBuilder("/api/v1/metrics/range?name=").append(Gateway.escaped(name));
    query.append("&from=").append(Gateway.escaped(from));
    if (to != null) {
      query.append("&to=").append(Gateway.escaped(to));
    }
    if (step != null) {
      query.append("&step=").append(Gateway.escaped(step));
    }
    if (labels != null) {
      labels.forEach(label -> query.append("&label=").append(Gateway.escaped(label)));
    }
    JsonNode answer = connection.gateway().get(query.toString());
    if (terminal.json()) {
      terminal.print(answer);
      return ExitCode.DONE;
    }
    for (JsonNode series : answer.path("series")) {
      terminal.say(series.path("name").asText() + "{" + labels(series.path("labels")) + "}");
      for (JsonNode point : series.path("points")) {
        terminal.say(
            "  " + Instant.ofEpochMilli(point.get(0).asLong()) + "  " + Values.text(point.get(1)));
      }
    }
    if (answer.path("series").isEmpty()) {
      terminal.say("No samples of " + name + " in that time.");
    }
    return ExitCode.DONE;
  }

  private static String labels(JsonNode labels) {
    StringBuilder text = new StringBuilder();
    labels
        .properties()
        .forEach(label ->
            text.append(text.isEmpty() ? "" : ",")
                .append(label.getKey())
                .append('=')
                .append(label.getValue().asText()));
    return text.toString();
  }
}
