package io.orchestratex.cli.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.access.Search;
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

/** {@code ox session}: start, list and end sessions. */
@Command(
    name = "session",
    aliases = "sessions",
    description = "Start, list and end sessions.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class SessionCommand {

  @Command(name = "start", description = "Start a session.", mixinStandardHelpOptions = true)
  int start(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Option(names = "--title", description = "What it is about.") @Nullable String title) {
    ObjectNode body = new Body().with("title", title).json();
    terminal.one(connection.gateway().post("/api/v1/sessions", body));
    return ExitCode.DONE;
  }

  @Command(
      name = "list",
      description = "List sessions, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Mixin Search search,
      @Option(names = "--status", description = "Only sessions in this status.")
          @Nullable String status) {
    String filter = status == null ? "" : "&status=" + Gateway.escaped(status);
    JsonNode answer =
        connection.gateway().get("/api/v1/sessions?" + paging.query() + search.query() + filter);
    Table table =
        new Table()
            .name("SESSION", "/id")
            .text("STATUS", "/status")
            .text("TITLE", "/title")
            .text("STARTED", row -> Values.time(row.at("/session_start")))
            .number("TOKENS", "/total_tokens")
            .number("COST USD", "/total_cost");
    terminal.list(
        answer, table, "No sessions. Start one: ox session start, or just: ox chat \"Hello\"");
    return ExitCode.DONE;
  }

  @Command(
      name = "show",
      description = "Show a session and its threads.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "SESSION") String id) {
    Gateway gateway = connection.gateway();
    JsonNode session = gateway.get("/api/v1/sessions/" + Gateway.escaped(id));
    JsonNode threads =
        gateway.get("/api/v1/sessions/" + Gateway.escaped(id) + "/threads?limit=100");
    if (terminal.json()) {
      ((ObjectNode) session).set("threads", threads.path("items"));
    }
    terminal.one(session);
    if (!terminal.json()) {
      terminal.say("");
      ThreadCommand.table().print(terminal.out(), threads.path("items"), "No threads.");
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "end",
      description = "End a session; it stays readable.",
      mixinStandardHelpOptions = true)
  int end(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "SESSION") String id) {
    terminal.one(
        connection
            .gateway()
            .post("/api/v1/sessions/" + Gateway.escaped(id) + "/end", Gateway.body()));
    return ExitCode.DONE;
  }

  @Command(
      name = "delete",
      description = "Delete a session with its threads and responses.",
      mixinStandardHelpOptions = true)
  int delete(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "SESSION") String id) {
    connection.gateway().delete("/api/v1/sessions/" + Gateway.escaped(id));
    terminal.say("Deleted session " + id + ".");
    return ExitCode.DONE;
  }

  @Command(
      name = "analytics",
      description = "Tokens, cost and time by model, dearest first.",
      mixinStandardHelpOptions = true)
  int analytics(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "SESSION") String id) {
    terminal.print(connection.gateway().get("/api/v1/analytics/sessions/" + Gateway.escaped(id)));
    return ExitCode.DONE;
  }
}
