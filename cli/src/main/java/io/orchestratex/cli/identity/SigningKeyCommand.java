package io.orchestratex.cli.identity;

import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ox signing-key}: the key with which the gateway signs tokens. */
@Command(
    name = "signing-key",
    aliases = "signing-keys",
    description = "See and change the key with which the gateway signs tokens.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class SigningKeyCommand {

  @Command(
      name = "list",
      description = "Show the public keys by which tokens are verified.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Connection connection, @Mixin Terminal terminal) {
    terminal.print(connection.gateway().anonymous("/.well-known/jwks.json"));
    return ExitCode.DONE;
  }

  @Command(
      name = "rotate",
      description =
          "Sign with a new key from now on; tokens of the old one stay good to their end.",
      mixinStandardHelpOptions = true)
  int rotate(@Mixin Connection connection, @Mixin Terminal terminal) {
    terminal.one(connection.gateway().post("/api/v1/auth/keys/rotate", Gateway.body()));
    return ExitCode.DONE;
  }
}
