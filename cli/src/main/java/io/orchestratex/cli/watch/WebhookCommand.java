package io.orchestratex.cli.watch;

import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ox notification}: who receives alerts, and what was delivered. */
@Command(
    name = "notification",
    aliases = "notifications",
    description = "See who receives alerts, and what was delivered.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class WebhookCommand {

  private static final String NOTIFICATIONS = "/api/v1/notifications";

  @Command(
      name = "list",
      description = "List deliveries, newest first.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Connection connection, @Mixin Terminal terminal, @Mixin Paging paging) {
    Table table =
        new Table()
            .text("CHANNEL", "/channel")
            .text("STATE", "/state")
            .number("ATTEMPTS", "/attempts")
            .text("ALERT", "/alert_id")
            .text("CREATED", row -> Values.time(row.at("/created_at")))
            .text("LAST ERROR", "/last_error");
    terminal.list(
        connection.gateway().get(NOTIFICATIONS + "?" + paging.query()),
        table,
        "Nothing was sent yet.");
    return ExitCode.DONE;
  }

  @Command(
      name = "webhook",
      description = "Show or set the address that receives each alert.",
      mixinStandardHelpOptions = true)
  int webhook(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(arity = "0..1", paramLabel = "URL") @org.jspecify.annotations.Nullable
          String url) {
    Gateway gateway = connection.gateway();
    terminal.one(
        url == null
            ? gateway.get(NOTIFICATIONS + "/webhook")
            : gateway.put(NOTIFICATIONS + "/webhook", Gateway.body().put("url", url)));
    return ExitCode.DONE;
  }
}
