package io.orchestratex.cli.watch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
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

/** {@code ox case}: the work that alerts make. */
@Command(
    name = "case",
    aliases = "cases",
    description = "See and work on cases.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class CaseCommand {

  private static final String CASES = "/api/v1/cases";

  @Command(
      name = "list",
      description = "List cases, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Option(names = "--status", description = "open, in_progress, resolved or closed.")
          @Nullable String status,
      @Option(names = "--severity", description = "low, medium, high or critical.")
          @Nullable String severity,
      @Option(names = "--search", description = "Words in title, description or tags.")
          @Nullable String words) {
    String query =
        paging.query()
            + (status == null ? "" : "&status=" + Gateway.escaped(status))
            + (severity == null ? "" : "&severity=" + Gateway.escaped(severity))
            + (words == null ? "" : "&q=" + Gateway.escaped(words));
    Table table =
        new Table()
            .name("CASE", "/id")
            .text("STATUS", "/status")
            .text("SEVERITY", "/severity")
            .text("ASSIGNEE", "/assignee")
            .text("OPENED", row -> Values.time(row.at("/created_at")))
            .text("TITLE", "/title");
    terminal.list(connection.gateway().get(CASES + "?" + query), table, "No cases.");
    return ExitCode.DONE;
  }

  @Command(name = "show", description = "Show a case.", mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "CASE") String id) {
    terminal.one(connection.gateway().get(CASES + "/" + Gateway.escaped(id)));
    return ExitCode.DONE;
  }

  @Command(
      name = "update",
      description = "Move, assign, tag or rank a case, or note something on it.",
      mixinStandardHelpOptions = true)
  int update(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "CASE") String id,
      @Option(names = "--status", description = "open, in_progress, resolved or closed.")
          @Nullable String status,
      @Option(names = "--assignee", description = "Whose it is.") @Nullable String assignee,
      @Option(names = "--priority", description = "How urgent it is.") @Nullable String priority,
      @Option(names = "--tag", description = "May be repeated; replaces the tags.")
          @Nullable List<String> tags,
      @Option(names = "--note", description = "What people should know; goes to the timeline.")
          @Nullable String note) {
    ObjectNode body = Gateway.body();
    if (status != null) {
      body.put("status", status);
    }
    if (assignee != null) {
      body.put("assignee", assignee);
    }
    if (priority != null) {
      body.put("priority", priority);
    }
    if (tags != null) {
      ArrayNode array = body.putArray("tags");
      tags.forEach(array::add);
    }
    if (note != null) {
      body.put("note", note);
    }
    terminal.one(connection.gateway().patch(CASES + "/" + Gateway.escaped(id), body));
    return ExitCode.DONE;
  }
}
