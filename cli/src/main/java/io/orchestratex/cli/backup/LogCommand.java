package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox log-archive}: archive the log of a server, and see which moments it reaches. */
@Command(
    name = "log-archive",
    aliases = "log-archives",
    description = "Archive the log of a server, so that it can be brought back to any moment.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class LogCommand {

  @Command(
      name = "on",
      description = "Receive a server's log from now on.",
      mixinStandardHelpOptions = true)
  int on(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "TARGET") String target,
      @Option(names = "--vault", description = "The vault to keep it in (default: the service's).")
          @Nullable String vault) {
    return shown(
        terminal,
        connection.gateway().post(path(target) + "/start", new Body().with("vault", vault).json()));
  }

  @Command(
      name = "off",
      description = "Stop receiving it; what is kept stays.",
      mixinStandardHelpOptions = true)
  int off(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "TARGET") String target) {
    return shown(terminal, connection.gateway().post(path(target) + "/stop", Gateway.body()));
  }

  @Command(
      name = "show",
      description = "Show which moments a server can be brought back to.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "TARGET") String target) {
    return shown(terminal, connection.gateway().get(path(target)));
  }

  private static String path(String target) {
    return "/api/v1/targets/" + Gateway.escaped(target) + "/log";
  }

  private static int shown(Terminal terminal, JsonNode log) {
    if (terminal.json()) {
      terminal.print(log);
      return ExitCode.DONE;
    }
    JsonNode windows = ((ObjectNode) log).remove("windows");
    terminal.one(log);
    terminal.say("");
    new Table()
        .name("BACKUP", "/backup")
        .text("FROM", row -> Values.time(row.path("from")))
        .text("UNTIL", row -> Values.time(row.path("until")))
        .text("FROM POSITION", "/from_position")
        .text("TO POSITION", "/to_position")
        .print(
            terminal.out(),
            windows,
            "No moment yet: take a physical backup by ox backup run --physical TARGET");
    return ExitCode.DONE;
  }
}
