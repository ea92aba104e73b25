package io.orchestratex.cli.watch;

import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.access.Query;
import io.orchestratex.cli.identity.UserLookup;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.util.List;
import java.util.Map;
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
    String path =
        new Query(paging)
            .with("status", status)
            .with("severity", severity)
            .with("q", words)
            .of(CASES);
    Gateway gateway = connection.gateway();
    Map<String, String> names = terminal.json() ? Map.of() : UserLookup.names(gateway);
    Table table =
        new Table()
            .name("CASE", "/id")
            .text("STATUS", "/status")
            .text("SEVERITY", "/severity")
            .name(
                "ASSIGNEE",
                row -> {
                  String id = Values.text(row.at("/assignee"));
                  return names.getOrDefault(id, id);
                })
            .text("OPENED", row -> Values.time(row.at("/created_at")))
            .text("TITLE", "/title");
    terminal.list(gateway.get(path), table, "No cases.");
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

  @Command(name = "open", description = "Open a case by hand.", mixinStandardHelpOptions = true)
  int open(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "TITLE", description = "What is wrong, in a line.") String title,
      @Option(names = "--severity", required = true, description = "low, medium, high or critical.")
          String severity,
      @Option(names = "--description", description = "What is known.") @Nullable String description,
      @Option(names = "--priority", description = "How urgent it is (default: medium).")
          @Nullable String priority,
      @Option(names = "--assignee", description = "Whose it is: a name or an id.")
          @Nullable String assignee,
      @Option(names = "--tag", description = "A word to find it by; may be repeated.")
          @Nullable List<String> tags,
      @Option(names = "--alert", description = "The alert that it is about.")
          @Nullable String alert) {
    Gateway gateway = connection.gateway();
    Body body =
        new Body()
            .with("title", title)
            .with("severity", severity)
            .with("description", description)
            .with("priority", priority)
            .with("assignee", assignee == null ? null : UserLookup.id(gateway, assignee))
            .with("tags", tags)
            .with("alert_id", alert);
    terminal.one(gateway.post(CASES, body.json()));
    return ExitCode.DONE;
  }

  @Command(
      name = "link",
      description = "Say that an alert belongs to a case.",
      mixinStandardHelpOptions = true)
  int link(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "CASE") String id,
      @Parameters(paramLabel = "ALERT") String alert) {
    terminal.one(
        connection
            .gateway()
            .post(
                CASES + "/" + Gateway.escaped(id) + "/alerts",
                Gateway.body().put("alert_id", alert)));
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
      @Option(names = "--assignee", description = "Whose it is from now on: a name or an id.")
          @Nullable String assignee,
      @Option(names = "--priority", description = "How urgent it is.") @Nullable String priority,
      @Option(names = "--tag", description = "May be repeated; replaces the tags.")
          @Nullable List<String> tags,
      @Option(names = "--note", description = "What people should know; goes to the timeline.")
          @Nullable String note) {
    Gateway gateway = connection.gateway();
    Body body =
        new Body()
            .with("status", status)
            .with("assignee", assignee == null ? null : UserLookup.id(gateway, assignee))
            .with("priority", priority)
            .with("tags", tags)
            .with("note", note);
    terminal.one(gateway.patch(CASES + "/" + Gateway.escaped(id), body.json()));
    return ExitCode.DONE;
  }
}
