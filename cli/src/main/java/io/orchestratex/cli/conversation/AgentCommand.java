package io.orchestratex.cli.conversation;

import io.orchestratex.cli.access.Body;
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

/** {@code ox agent}: the agents that are registered. */
@Command(
    name = "agent",
    aliases = "agents",
    description = "Register agents, list them and change their status.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class AgentCommand {

  private static final String AGENTS = "/api/v1/agents";

  @Command(
      name = "list",
      description = "List agents, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Option(names = "--status", description = "Only agents in this status.")
          @Nullable String status,
      @Option(names = "--role", description = "Only agents of this role.") @Nullable String role) {
    String query =
        paging.query()
            + (status == null ? "" : "&status=" + Gateway.escaped(status))
            + (role == null ? "" : "&role=" + Gateway.escaped(role));
    Table table =
        new Table()
            .name("AGENT", "/id")
            .text("STATUS", "/status")
            .text("ROLE", "/role")
            .text("NAME", "/name")
            .text("REGISTERED", row -> Values.time(row.at("/created_at")));
    terminal.list(connection.gateway().get(AGENTS + "?" + query), table, "No agents.");
    return ExitCode.DONE;
  }

  @Command(name = "show", description = "Show an agent.", mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "AGENT") String id) {
    terminal.one(connection.gateway().get(AGENTS + "/" + Gateway.escaped(id)));
    return ExitCode.DONE;
  }

  @Command(name = "register", description = "Register an agent.", mixinStandardHelpOptions = true)
  int register(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--role", required = true, description = "What it does.") String role,
      @Option(names = "--capability", description = "What it can; may be repeated.")
          @Nullable List<String> capabilities) {
    Body body = new Body().with("name", name).with("role", role).with("capabilities", capabilities);
    terminal.one(connection.gateway().post(AGENTS, body.json()));
    return ExitCode.DONE;
  }

  @Command(
      name = "update",
      description = "Change the status of an agent.",
      mixinStandardHelpOptions = true)
  int update(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "AGENT") String id,
      @Option(names = "--status", required = true, description = "Such as active or inactive.")
          String status) {
    terminal.one(
        connection
            .gateway()
            .patch(AGENTS + "/" + Gateway.escaped(id), Gateway.body().put("status", status)));
    return ExitCode.DONE;
  }
}
