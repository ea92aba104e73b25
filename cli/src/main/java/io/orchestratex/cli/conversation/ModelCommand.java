package io.orchestratex.cli.conversation;

import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ox model}: the models that can be asked. */
@Command(
    name = "model",
    aliases = "models",
    description = "See which models can be asked.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ModelCommand {

  @Command(
      name = "list",
      description = "List models with their providers and prices.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Connection connection, @Mixin Terminal terminal, @Mixin Paging paging) {
    Table table =
        new Table()
            .name("MODEL", "/id")
            .text("PROVIDER", "/provider")
            .number("USD PER MILLION TOKENS IN", "/input_usd_per_million")
            .number("OUT", "/output_usd_per_million");
    terminal.list(
        connection.gateway().get("/api/v1/models?" + paging.query()), table, "No models.");
    return ExitCode.DONE;
  }
}
