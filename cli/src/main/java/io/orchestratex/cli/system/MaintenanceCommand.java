package io.orchestratex.cli.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ox maintenance}: which services take no changes through the gateway. */
@Command(
    name = "maintenance",
    description = "Say which services take no changes, and have them do so.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class MaintenanceCommand {

  private static final String MAINTENANCE = "/api/v1/maintenance";

  @Command(
      name = "on",
      description =
          "Have services take no changes: the gateway answers 503 with Retry-After; reading goes on.",
      mixinStandardHelpOptions = true)
  int on(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Option(
              names = "--service",
              description =
                  "Only this service, such as session-service; may be repeated (default: all that"
                      + " keep data but backup-service).")
          @Nullable List<String> services,
      @Option(
              names = "--minutes",
              description = "How long it holds unless it is ended before (default: 60).")
          @Nullable Integer minutes,
      @Option(names = "--reason", required = true, description = "Why, for the people who meet it.")
          String reason) {
    Body body =
        new Body().withAny("services", services).with("minutes", minutes).with("reason", reason);
    return shown(terminal, connection.gateway().put(MAINTENANCE, body.json()));
  }

  @Command(
      name = "off",
      description = "Have services take changes again. A restore ends its own.",
      mixinStandardHelpOptions = true)
  int off(@Mixin Connection connection, @Mixin Terminal terminal) {
    connection.gateway().delete(MAINTENANCE);
    return shown(terminal, connection.gateway().get(MAINTENANCE));
  }

  @Command(
      name = "status",
      description = "Show which services take no changes, why, and until when.",
      mixinStandardHelpOptions = true)
  int status(@Mixin Connection connection, @Mixin Terminal terminal) {
    return shown(terminal, connection.gateway().get(MAINTENANCE));
  }

  private static int shown(Terminal terminal, JsonNode status) {
    if (terminal.json()) {
      terminal.print(status);
      return ExitCode.DONE;
    }
    new Table()
        .name("MAINTENANCE", "/id")
        .text("SERVICES", row -> Values.text(row.path("services")))
        .text("UNTIL", row -> Values.time(row.path("until")))
        .text("BY", "/declared_by")
        .text("REASON", "/reason")
        .print(terminal.out(), status.path("maintenances"), "All services take changes.");
    return ExitCode.DONE;
  }
}
