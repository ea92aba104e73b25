package io.orchestratex.cli.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.access.Search;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.ExportFile;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox session}: start, list, find, change, take out and end sessions. */
@Command(
    name = "session",
    aliases = "sessions",
    description = "Start, list, find, change and end sessions.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class SessionCommand {

  @Command(name = "start", description = "Start a session.", mixinStandardHelpOptions = true)
  int start(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Option(names = "--title", description = "What it is about.") @Nullable String title,
      @Option(
              names = "--tag",
              paramLabel = "TAG",
              description = "A word to find it by; may be repeated.")
          @Nullable List<String> tags) {
    ObjectNode body = new Body().with("title", title).withAny("tags", tags).json();
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
          @Nullable String status,
      @Option(names = "--tag", description = "Only sessions with this tag.") @Nullable String tag) {
    String filter = parameter("status", status) + parameter("tag", tag);
    JsonNode answer =
        connection.gateway().get("/api/v1/sessions?" + paging.query() + search.query() + filter);
    Table table =
        new Table()
            .name("SESSION", "/id")
            .text("STATUS", "/status")
            .text("TITLE", "/title")
            .text("TAGS", row -> tags(row))
            .text("STARTED", row -> Values.time(row.at("/session_start")))
            .number("TOKENS", "/total_tokens")
            .number("COST USD", "/total_cost");
    terminal.list(
        answer, table, "No sessions. Start one: ox session start, or just: ox chat \"Hello\"");
    return ExitCode.DONE;
  }

  private static String parameter(String name, @Nullable String value) {
    return value == null ? "" : "&" + name + "=" + Gateway.escaped(value);
  }

  private static String tags(JsonNode session) {
    List<String> tags = new ArrayList<>();
    session.path("tags").forEach(tag -> tags.add(tag.asText()));
    return String.join(", ", tags);
  }

  @Command(
      name = "edit",
      description = "Change what a session is called and found by.",
      mixinStandardHelpOptions = true)
  int edit(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "SESSION") String id,
      @Option(names = "--title", description = "What it is called from now on.")
          @Nullable String title,
      @Option(
              names = "--tag",
              paramLabel = "TAG",
              description = "A tag from now on, in place of all that it has; may be repeated.")
          @Nullable List<String> tags,
      @Option(names = "--no-tags", description = "Take all tags away.") boolean noTags,
      @Option(
              names = "--if-version",
              paramLabel = "N",
              description = "Only when nothing has changed since this version.")
          @Nullable Long version) {
    ObjectNode body =
        new Body()
            .with("title", title)
            .with("tags", noTags ? List.of() : tags)
            .with("version", version)
            .json();
    terminal.one(connection.gateway().patch("/api/v1/sessions/" + Gateway.escaped(id), body));
    return ExitCode.DONE;
  }

  @Command(
      name = "search",
      description = "Find prompts and answers by their words, the best match first.",
      mixinStandardHelpOptions = true)
  int search(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Parameters(
              paramLabel = "WORDS",
              arity = "1..*",
              description = "Words; '\"a phrase\"' must be there, what follows a minus must not.")
          List<String> words,
      @Option(names = "--session", description = "Only in this session.") @Nullable String session,
      @Option(names = "--user", description = "Whose conversations, by id; default: one's own.")
          @Nullable String user) {
    JsonNode answer =
        connection
            .gateway()
            .get(
                "/api/v1/responses?"
                    + paging.query()
                    + parameter("q", String.join(" ", words))
                    + parameter("session_id", session)
                    + parameter("user_id", user));
    Table table =
        new Table()
            .name("THREAD", "/thread_id")
            .number("PROMPT", "/iteration")
            .text("AT", row -> Values.time(row.at("/created_at")))
            .text("ASKED", "/prompt_excerpt")
            .text("ANSWERED", "/answer_excerpt");
    terminal.list(answer, table, "No prompt or answer has these words.");
    return ExitCode.DONE;
  }

  @Command(
      name = "export",
      description = "Write a session, or all of a user, as JSON Lines.",
      mixinStandardHelpOptions = true)
  int export(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(
              paramLabel = "SESSION",
              arity = "0..1",
              description = "Which one; all of the user's sessions when left out.")
          @Nullable String id,
      @Option(names = "--user", description = "Whose sessions, by id; default: one's own.")
          @Nullable String user,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FILE",
              required = true,
              description = "Where to write it; - for standard output.")
          String file)
      throws IOException {
    String path =
        id == null
            ? "/api/v1/sessions/export" + (user == null ? "" : "?user_id=" + Gateway.escaped(user))
            : "/api/v1/sessions/" + Gateway.escaped(id) + "/export";
    long size;
    try (InputStream lines = connection.gateway().download(path)) {
      size = new ExportFile(file).write(lines);
    }
    if (!file.equals(ExportFile.STANDARD_OUTPUT)) {
      terminal.say("Wrote " + file + ", " + Values.bytes(size) + ".");
    }
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
