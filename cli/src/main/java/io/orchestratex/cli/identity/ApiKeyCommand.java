package io.orchestratex.cli.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.access.Query;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox api-key}: keys with which programs call. */
@Command(
    name = "api-key",
    aliases = "api-keys",
    description = "Make, list and remove the keys with which programs call in your name.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ApiKeyCommand {

  private static final String KEYS = "/api/v1/api-keys";

  @Command(
      name = "list",
      description = "List your keys, newest first; an admin sees those of all users.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Option(names = "--owner", description = "Only keys of this user, by name or id.")
          @Nullable String owner) {
    Gateway gateway = connection.gateway();
    Table table =
        new Table()
            .name("KEY", "/id")
            .text("NAME", "/name")
            .text("BEGINS WITH", "/hint")
            .text("ROLES", row -> Values.text(row.at("/roles")))
            .text("GOOD UNTIL", row -> Values.time(row.at("/expires_at")))
            .name("OWNER", "/owner_id");
    String ownerId = owner == null ? null : UserLookup.id(gateway, owner);
    terminal.list(
        gateway.get(new Query(paging).with("owner_id", ownerId).of(KEYS)), table, "No API keys.");
    return ExitCode.DONE;
  }

  @Command(
      name = "create",
      description = "Make a key. It is printed this once and cannot be read again.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "NAME", description = "What you call it.") String name,
      @Option(
              names = "--role",
              required = true,
              description = "What it may do, of what you may do; may be repeated.")
          List<String> roles,
      @Option(
              names = "--expires",
              description = "ISO instant until which it is good (default: for ever).")
          @Nullable String expires) {
    Body body = new Body().with("name", name).with("roles", roles).with("expires_at", expires);
    JsonNode made = connection.gateway().post(KEYS, body.json());
    if (terminal.json()) {
      terminal.print(made);
    } else {
      terminal.out().println(made.path("key").asText());
      terminal.say(
          "Keep it now: it is not shown again. Its id is " + made.path("id").asText() + ".");
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "delete",
      description = "Remove a key, which is refused from now on.",
      mixinStandardHelpOptions = true)
  int delete(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "KEY", description = "Its id, see: ox api-key list") String id) {
    connection.gateway().delete(KEYS + "/" + Gateway.escaped(id));
    terminal.say("Removed the key " + id + ".");
    return ExitCode.DONE;
  }
}
