package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox recovery}: bring a whole server back to a moment, in a new folder. */
@Command(
    name = "recovery",
    aliases = "recoveries",
    description = "Bring a whole server back to any moment, as a new data folder.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class RecoveryCommand {

  private static final String RECOVERIES = "/api/v1/recoveries";

  @Command(
      name = "run",
      description = "Make the folder and watch it; nothing that runs is touched.",
      mixinStandardHelpOptions = true)
  int run(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(
              paramLabel = "TARGET",
              description = "The target, see: ox log-archive show TARGET")
          String target,
      @Option(names = "--name", required = true, description = "Name of the new data folder.")
          String name,
      @Option(
              names = "--to",
              paramLabel = "MOMENT",
              description =
                  "latest (the default), end (of the backup), a time (2026-11-27T02:15:00Z) or a"
                      + " position of the log (16/B374D848).")
          @Nullable String to,
      @Option(names = "--backup", description = "The physical backup to begin with.")
          @Nullable String backup,
      @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
          boolean dryRun,
      @Option(names = "--detach", description = "Do not wait for the end.") boolean detach) {
    Gateway gateway = connection.gateway();
    ObjectNode body =
        new Body()
            .with("target", target)
            .with("name", name)
            .with("to", to)
            .with("backup", backup)
            .json();
    if (dryRun) {
      terminal.one(gateway.post(RECOVERIES, body.put("dry_run", true)).path("plan"));
      return ExitCode.DONE;
    }
    JsonNode recovery = gateway.post(RECOVERIES, body);
    String id = recovery.path("id").asText();
    terminal.say("Recovery " + id + " from backup " + recovery.path("backup").asText());
    if (!detach) {
      recovery = new JobWatch(gateway, terminal).untilEnd(RECOVERIES + "/" + id, "recovery", id);
    }
    return ended(terminal, recovery, detach);
  }

  private static int ended(Terminal terminal, JsonNode recovery, boolean detached) {
    if (terminal.json()) {
      terminal.print(recovery);
    }
    String state = recovery.path("state").asText();
    if (!detached && !state.equals("succeeded")) {
      return terminal.failed(
          ExitCode.FAILED,
          "ox.recovery-" + state,
          "Recovery " + state + ": " + recovery.path("failure").asText("no reason given"));
    }
    if (!detached) {
      terminal.say(
          "  the folder of the new server: "
              + recovery.path("folder").asText()
              + "; it was started once, has recovered, and is stopped");
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "list",
      description = "List recoveries, newest first.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Connection connection, @Mixin Terminal terminal, @Mixin Paging paging) {
    Table table =
        new Table()
            .name("RECOVERY", "/id")
            .text("TARGET", "/target")
            .text("BACKUP", "/backup")
            .text("TO", "/to")
            .text("STATE", "/state")
            .text("FOLDER", "/folder")
            .text("FAILURE", "/failure");
    terminal.list(
        connection.gateway().get(RECOVERIES + "?" + paging.query()),
        table,
        "No recoveries yet. Run one: ox recovery run TARGET --name NAME");
    return ExitCode.DONE;
  }

  @Command(name = "show", description = "Show a recovery.", mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "RECOVERY") String id) {
    terminal.one(connection.gateway().get(RECOVERIES + "/" + Gateway.escaped(id)));
    return ExitCode.DONE;
  }

  @Command(name = "cancel", description = "Cancel a recovery.", mixinStandardHelpOptions = true)
  int cancel(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "RECOVERY") String id) {
    terminal.one(
        connection
            .gateway()
            .post(RECOVERIES + "/" + Gateway.escaped(id) + "/cancel", Gateway.body()));
    return ExitCode.DONE;
  }
}
