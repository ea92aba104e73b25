package io.orchestratex.cli.conversation;

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

/** {@code ox task}: the tasks of agents. */
@Command(
    name = "task",
    aliases = "tasks",
    description = "Hand in tasks for agents and list them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class TaskCommand {

  private static final String TASKS = "/api/v1/tasks";

  @Command(
      name = "list",
      description = "List tasks, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Mixin Search search,
      @Option(names = "--status", description = "Only tasks in this status.")
          @Nullable String status,
      @Option(names = "--agent", description = "Only tasks of this agent.")
          @Nullable String agent) {
    String query =
        paging.query()
            + search.query()
            + (status == null ? "" : "&status=" + Gateway.escaped(status))
            + (agent == null ? "" : "&agent_id=" + Gateway.escaped(agent));
    Table table =
        new Table()
            .name("TASK", "/id")
            .text("STATUS", "/status")
            .number("PRIORITY", "/priority")
            .text("TYPE", "/type")
            .name("AGENT", "/agent_id")
            .text("HANDED IN", row -> Values.time(row.at("/created_at")));
    terminal.list(connection.gateway().get(TASKS + "?" + query), table, "No tasks.");
    return ExitCode.DONE;
  }

  @Command(name = "show", description = "Show a task.", mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "TASK") String id) {
    terminal.one(connection.gateway().get(TASKS + "/" + Gateway.escaped(id)));
    return ExitCode.DONE;
  }

  @Command(name = "create", description = "Hand in a task.", mixinStandardHelpOptions = true)
  int create(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "TYPE", description = "What kind of work it is.") String type,
      @Option(names = "--description", description = "What is to be done.")
          @Nullable String description,
      @Option(names = "--agent", description = "The agent that is to do it.")
          @Nullable String agent,
      @Option(names = "--priority", description = "1 to 10 (default: the service's).")
          @Nullable Integer priority) {
    Body body =
        new Body()
            .with("type", type)
            .with("description", description)
            .with("agent_id", agent)
            .with("priority", priority);
    terminal.one(connection.gateway().post(TASKS, body.json()));
    return ExitCode.DONE;
  }
}
