package io.orchestratex.cli.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.access.Query;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ox system}: the parts of the system and the settings in force. */
@Command(
    name = "system",
    description = "See the parts of the system and the settings in force.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class SystemCommand {

  @Command(
      name = "show",
      description = "Show services and engines with version, address and state.",
      mixinStandardHelpOptions = true)
  int show(@Mixin Connection connection, @Mixin Terminal terminal) {
    JsonNode system = connection.gateway().get("/api/v1/system");
    if (terminal.json()) {
      terminal.print(system);
      return ExitCode.DONE;
    }
    new Table()
        .name("SERVICE", "/service")
        .text("STATE", "/state")
        .text("VERSION", "/version")
        .name("COMMIT", "/commit")
        .text("STARTED", row -> Values.time(row.at("/started_at")))
        .name("ADDRESS", "/address")
        .text("DETAIL", "/detail")
        .print(terminal.out(), system.path("services"), "No services.");
    terminal.say("");
    new Table()
        .name("ENGINE", "/engine")
        .text("STATE", "/state")
        .text("VERSION", "/version")
        .name("ADDRESS", "/address")
        .text("USED BY", "/used_by")
        .print(terminal.out(), system.path("engines"), "No engines.");
    return ExitCode.DONE;
  }

  @Command(
      name = "settings",
      description = "Show the settings in force (admins only); secrets as ***.",
      mixinStandardHelpOptions = true)
  int settings(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Option(names = "--service", description = "Only of this service.")
          @Nullable String service) {
    JsonNode answer =
        connection
            .gateway()
            .get(new Query().with("service", service).of("/api/v1/system/settings"));
    if (terminal.json()) {
      terminal.print(answer);
      return ExitCode.DONE;
    }
    for (JsonNode each : answer.path("services")) {
      terminal.say(
          each.path("service").asText()
              + "  "
              + each.path("address").asText()
              + "  "
              + each.path("state").asText()
              + "  "
              + each.path("detail").asText(""));
      ArrayNode settings = Gateway.JSON.createArrayNode();
      each.path("groups").forEach(group -> settings.addAll((ArrayNode) group.path("settings")));
      new Table()
          .name("SETTING", "/key")
          .text("VALUE", "/value")
          .text("ORIGIN", "/origin")
          .print(terminal.out(), settings, "Its settings are not known now.");
      terminal.say("");
    }
    return ExitCode.DONE;
  }
}
