package io.orchestratex.bench;

import io.orchestratex.bench.alert.AlertBench;
import io.orchestratex.bench.backup.BackupBench;
import io.orchestratex.bench.console.ConsoleBench;
import io.orchestratex.bench.gateway.GatewayBench;
import io.orchestratex.bench.up.UpBench;
import io.orchestratex.cli.access.ApiFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program of the measurements: {@code bench gateway|backup|alert|up|console}. */
@Command(
    name = "bench",
    description = "Measure, side by side in one run on this machine.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      GatewayBench.class,
      BackupBench.class,
      AlertBench.class,
      UpBench.class,
      ConsoleBench.class
    })
public final class Bench {

  private static final int FAILED = 1;

  private Bench() {}

  /** Runs one measurement; the exit code is 1 when it could not be taken. */
  public static void main(String[] arguments) {
    CommandLine bench = new CommandLine(new Bench());
    bench.setExecutionExceptionHandler((failure, line, _) -> {
      String reason =
          failure instanceof ApiFailure api ? api.explanation() : String.valueOf(failure);
      line.getErr().println("bench: " + reason);
      if (System.getenv("OX_DEBUG") != null) {
        failure.printStackTrace(line.getErr());
      }
      line.getErr().flush();
      return FAILED;
    });
    System.exit(bench.execute(arguments));
  }
}
