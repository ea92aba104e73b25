package io.orchestratex.cli.backup;

import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ox target}: what can be backed up. */
@Command(
    name = "target",
    aliases = "targets",
    description = "See what can be backed up.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class TargetCommand {

  @Command(
      name = "list",
      description = "List what can be backed up.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Connection connection, @Mixin Terminal terminal, @Mixin Paging paging) {
    Table table =
        new Table()
            .name("TARGET", "/id")
            .text("ENGINE", "/engine")
            .text("ADDRESS", "/address")
            .text("DATABASES", "/databases")
            .text("RESTORABLE", "/restorable/verdict")
            .name("LAST GOOD BACKUP", "/last_good_backup/id")
            .text("WHY", "/restorable/reason");
    terminal.list(
        connection.gateway().get("/api/v1/targets?" + paging.query()), table, "No targets.");
    return ExitCode.DONE;
  }
}
