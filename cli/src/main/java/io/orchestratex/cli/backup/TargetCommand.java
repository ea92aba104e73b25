package io.orchestratex.cli.backup;

import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ox targets}: what can be backed up. */
@Command(
    name = "targets",
    description = "List what can be backed up.",
    mixinStandardHelpOptions = true)
public final class TargetCommand implements Callable<Integer> {
  @Mixin private Connection connection;
  @Mixin private Terminal terminal;
  @Mixin private Paging paging;

  @Override
  public Integer call() {
    Table table =
        new Table()
            .text("TARGET", "/id")
            .text("ENGINE", "/engine")
            .text("ADDRESS", "/address")
            .text("DATABASES", "/databases");
    terminal.list(
        connection.gateway().get("/api/v1/targets?" + paging.query()), table, "No targets.");
    return ExitCode.DONE;
  }
}
