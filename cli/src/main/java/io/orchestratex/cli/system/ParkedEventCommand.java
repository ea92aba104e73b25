package io.orchestratex.cli.system;

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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox parked-event}: events that a service could not apply. */
@Command(
    name = "parked-event",
    aliases = "parked-events",
    description = "See events that a service could not apply, and send them again.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ParkedEventCommand {

  private static final String SERVICE = "Such as alert-service.";

  private static String path(String service) {
    return "/api/v1/" + Gateway.escaped(service) + "/parked-events";
  }

  @Command(
      name = "list",
      description = "List parked events of a service, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Parameters(paramLabel = "SERVICE", description = SERVICE) String service,
      @Option(names = "--topic", description = "Only of this topic.") @Nullable String topic,
      @Option(names = "--type", description = "Only of this type.") @Nullable String type,
      @Option(names = "--reason", description = "Only those whose reason contains this.")
          @Nullable String reason,
      @Option(names = "--waiting", description = "Only those not sent again yet.")
          boolean waiting) {
    String query =
        new Query(paging)
            .with("topic", topic)
            .with("type", type)
            .with("reason", reason)
            .with("replayed", waiting ? false : null)
            .of(path(service));
    Table table =
        new Table()
            .name("EVENT", "/id")
            .text("PARKED", row -> Values.time(row.at("/parked_at")))
            .text("TYPE", "/headers/ce_type")
            .name("TOPIC", "/topic")
            .text("REPLAYED", row -> Values.time(row.at("/replayed_at")))
            .text("REASON", "/reason");
    terminal.list(connection.gateway().get(query), table, "No parked events.");
    return ExitCode.DONE;
  }

  @Command(
      name = "replay",
      description = "Send parked events to their topics again: one, or all that match.",
      mixinStandardHelpOptions = true)
  int replay(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(index = "0", paramLabel = "SERVICE", description = SERVICE) String service,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "EVENT",
              description = "One event; without it, all that wait and match, at most 100.")
          @Nullable String event,
      @Option(names = "--topic", description = "Only of this topic.") @Nullable String topic,
      @Option(names = "--type", description = "Only of this type.") @Nullable String type,
      @Option(names = "--reason", description = "Only those whose reason contains this.")
          @Nullable String reason) {
    if (event != null) {
      terminal.one(
          connection
              .gateway()
              .post(path(service) + "/" + Gateway.escaped(event) + "/replay", Gateway.body()));
      return ExitCode.DONE;
    }
    Body wanted = new Body().with("topic", topic).with("type", type).with("reason", reason);
    JsonNode answer = connection.gateway().post(path(service) + "/replay", wanted.json());
    long matched = answer.path("matched").asLong();
    long replayed = answer.path("replayed").asLong();
    if (terminal.json()) {
      terminal.print(answer);
    } else {
      terminal.say(replayed + " of " + matched + " events sent again.");
    }
    return replayed == Math.min(matched, answer.path("items").size())
        ? ExitCode.DONE
        : ExitCode.FAILED;
  }
}
