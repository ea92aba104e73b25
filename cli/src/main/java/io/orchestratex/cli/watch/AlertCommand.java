package io.orchestratex.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.access.Search;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox alert}: see and answer alerts. */
@Command(
    name = "alert",
    aliases = "alerts",
    description = "See and answer alerts.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class AlertCommand {

  private static final String ALERTS = "/api/v1/alerts";

  @Command(
      name = "list",
      description = "List alerts, newest first; those that go on unless --all.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Mixin Search search,
      @Option(names = "--all", description = "Resolved ones too.") boolean all,
      @Option(names = "--severity", description = "low, medium, high or critical.")
          @Nullable String severity) {
    String query =
        paging.query()
            + search.query()
            + (all ? "" : "&resolved=false")
            + (severity == null ? "" : "&severity=" + Gateway.escaped(severity));
    Table table =
        new Table()
            .name("ALERT", "/id")
            .text("SEVERITY", "/severity")
            .text("RULE", "/rule")
            .text("STATE", row -> row.path("resolved").asBoolean() ? "resolved" : "firing")
            .text("SINCE", row -> Values.time(row.at("/starts_at")))
            .text("MESSAGE", "/message");
    terminal.list(connection.gateway().get(ALERTS + "?" + query), table, "No alerts.");
    return ExitCode.DONE;
  }

  @Command(name = "show", description = "Show an alert.", mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "ALERT") String id) {
    terminal.one(connection.gateway().get(ALERTS + "/" + Gateway.escaped(id)));
    return ExitCode.DONE;
  }

  @Command(
      name = "summary",
      description = "Count unresolved alerts by severity.",
      mixinStandardHelpOptions = true)
  int summary(@Mixin Connection connection, @Mixin Terminal terminal) {
    terminal.one(connection.gateway().get(ALERTS + "/summary"));
    return ExitCode.DONE;
  }

  @Command(
      name = "ack",
      description = "Say that you are looking at it.",
      mixinStandardHelpOptions = true)
  int acknowledge(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "ALERT") String id) {
    terminal.one(
        connection
            .gateway()
            .post(ALERTS + "/" + Gateway.escaped(id) + "/acknowledge", Gateway.body()));
    return ExitCode.DONE;
  }

  @Command(
      name = "accept",
      description = "Say that it was on purpose: ends the alert and closes its case.",
      mixinStandardHelpOptions = true)
  int accept(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "ALERT") String id) {
    terminal.one(
        connection.gateway().post(ALERTS + "/" + Gateway.escaped(id) + "/accept", Gateway.body()));
    return ExitCode.DONE;
  }

  @Command(name = "resolve", description = "End an alert by hand.", mixinStandardHelpOptions = true)
  int resolve(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(index = "0", paramLabel = "ALERT") String id,
      @Parameters(index = "1", paramLabel = "RESOLUTION", description = "What was done.")
          String resolution) {
    terminal.one(
        connection
            .gateway()
            .post(
                ALERTS + "/" + Gateway.escaped(id) + "/resolve",
                Gateway.body().put("resolution", resolution)));
    return ExitCode.DONE;
  }

  @Command(
      name = "tail",
      description = "Show the last lines of the alert log.",
      mixinStandardHelpOptions = true)
  int tail(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Option(names = "-n", defaultValue = "20", description = "Lines (default ${DEFAULT-VALUE}).")
          int lines) {
    JsonNode log = connection.gateway().get(ALERTS + "/log?limit=" + lines);
    if (terminal.json()) {
      terminal.print(log);
    } else {
      JsonNode items =
          log.isArray() ? log : log.has("lines") ? log.path("lines") : log.path("items");
      items.forEach(line -> terminal.say(line.asText()));
    }
    return ExitCode.DONE;
  }
}
