package io.orchestratex.cli.system;

import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Query;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ox sign-in}: who signed in and who tried to. */
@Command(
    name = "sign-in",
    aliases = "sign-ins",
    description = "See who signed in and who tried to.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class SignInCommand {

  @Command(
      name = "list",
      description = "List sign-ins, newest first (admins only).",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Option(names = "--of", description = "Only of this user, by name or id.")
          @Nullable String of,
      @Option(
              names = "--outcome",
              description = "succeeded, refused, throttled, refreshed, reused or revoked.")
          @Nullable String outcome,
      @Option(names = "--address", description = "Only from this address.")
          @Nullable String address,
      @Option(names = "--from", description = "ISO instant or -24h.") @Nullable String from,
      @Option(names = "--to", description = "ISO instant (default: now).") @Nullable String to) {
    String path =
        new Query(paging)
            .with("user", of)
            .with("outcome", outcome)
            .with("address", address)
            .with("from", from)
            .with("to", to)
            .of("/api/v1/auth/sign-ins");
    Table table =
        new Table()
            .text("AT", row -> Values.time(row.at("/at")))
            .name("USER", "/username")
            .text("OUTCOME", "/outcome")
            .text("REASON", "/reason")
            .name("ADDRESS", "/address")
            .text("PROGRAM", "/user_agent");
    terminal.list(connection.gateway().get(path), table, "No sign-ins.");
    return ExitCode.DONE;
  }
}
