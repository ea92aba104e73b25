package io.orchestratex.cli.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
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

/** {@code ox thread}: open and fork threads and read their history. */
@Command(
    name = "thread",
    aliases = "threads",
    description = "Open and fork threads and read their history.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ThreadCommand {

  static Table table() {
    return new Table()
        .name("THREAD", "/id")
        .text("DOMAIN", "/domain")
        .text("TITLE", "/title")
        .text("OPENED", row -> Values.time(row.at("/created_at")));
  }

  @Command(
      name = "open",
      description = "Open a thread in a session.",
      mixinStandardHelpOptions = true)
  int open(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "SESSION") String session,
      @Option(
              names = "--domain",
              defaultValue = "general",
              description = "What it is about (default ${DEFAULT-VALUE}).")
          String domain,
      @Option(names = "--title", description = "A name for people.") @Nullable String title) {
    ObjectNode body = new Body().with("domain", domain).with("title", title).json();
    terminal.one(
        connection
            .gateway()
            .post("/api/v1/sessions/" + Gateway.escaped(session) + "/threads", body));
    return ExitCode.DONE;
  }

  @Command(
      name = "list",
      description = "List the threads of a session, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Parameters(paramLabel = "SESSION") String session) {
    JsonNode answer =
        connection
            .gateway()
            .get("/api/v1/sessions/" + Gateway.escaped(session) + "/threads?" + paging.query());
    terminal.list(answer, table(), "No threads in this session.");
    return ExitCode.DONE;
  }

  @Command(
      name = "fork",
      description = "Open a thread that begins as another one and goes on by itself.",
      mixinStandardHelpOptions = true)
  int fork(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "THREAD") String thread,
      @Option(
              names = "--at",
              paramLabel = "N",
              description = "The last prompt that both share; default: the latest.")
          @Nullable Integer iteration,
      @Option(names = "--title", description = "A name for people.") @Nullable String title) {
    ObjectNode body = new Body().with("iteration", iteration).with("title", title).json();
    terminal.one(
        connection.gateway().post("/api/v1/threads/" + Gateway.escaped(thread) + "/fork", body));
    return ExitCode.DONE;
  }

  @Command(
      name = "history",
      description = "Read a thread, oldest first.",
      mixinStandardHelpOptions = true)
  int history(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Parameters(paramLabel = "THREAD") String thread) {
    JsonNode answer =
        connection
            .gateway()
            .get("/api/v1/threads/" + Gateway.escaped(thread) + "/responses?" + paging.query());
    if (terminal.json()) {
      terminal.print(answer);
      return ExitCode.DONE;
    }
    answer
        .path("items")
        .forEach(turn ->
            terminal
                .out()
                .printf(
                    "you    %s%n%-6s %s%n       (%s tokens, %s USD, %s ms%s)%n%n",
                    turn.path("prompt").asText(),
                    turn.path("model_name").asText(),
                    turn.path("response_text").asText(),
                    turn.path("tokens_used").asText(),
                    Values.text(turn.path("cost_usd")),
                    turn.path("response_time_ms").asText(),
                    FinishReason.of(turn)));
    return ExitCode.DONE;
  }
}
