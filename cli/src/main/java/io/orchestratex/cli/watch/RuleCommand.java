package io.orchestratex.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox rule}: when an alert fires. */
@Command(
    name = "rule",
    aliases = "rules",
    description = "See and change when alerts fire.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class RuleCommand {

  private static final String RULES = "/api/v1/rules";

  @Command(name = "list", description = "List rules.", mixinStandardHelpOptions = true)
  int list(@Mixin Connection connection, @Mixin Terminal terminal, @Mixin Paging paging) {
    Table table =
        new Table()
            .name("RULE", "/id")
            .text("SEVERITY", "/severity")
            .text("ENABLED", "/enabled")
            .text("DESCRIPTION", "/description");
    terminal.list(connection.gateway().get(RULES + "?" + paging.query()), table, "No rules.");
    return ExitCode.DONE;
  }

  @Command(
      name = "show",
      description = "Show a rule as JSON, ready to edit.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "RULE") String id) {
    terminal.print(connection.gateway().get(RULES + "/" + Gateway.escaped(id)));
    return ExitCode.DONE;
  }

  @Command(
      name = "create",
      description = "Create a rule from a JSON file.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Option(
              names = {"-f", "--file"},
              required = true,
              description = "The rule.")
          Path file)
      throws IOException {
    JsonNode rule = Gateway.JSON.readTree(Files.readAllBytes(file));
    terminal.print(connection.gateway().post(RULES, rule));
    return ExitCode.DONE;
  }

  @Command(name = "delete", description = "Delete a rule.", mixinStandardHelpOptions = true)
  int delete(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "RULE") String id) {
    connection.gateway().delete(RULES + "/" + Gateway.escaped(id));
    terminal.say("Deleted rule " + id + ".");
    return ExitCode.DONE;
  }
}
