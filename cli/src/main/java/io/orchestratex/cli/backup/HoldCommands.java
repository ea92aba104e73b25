package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code ox backup} about backups that a person keeps. */
final class HoldCommands {

  private HoldCommands() {}

  private static String path(String backup) {
    return "/api/v1/backups/" + Gateway.escaped(BackupName.id(backup));
  }

  /** {@code ox backup hold}. */
  @Command(
      name = "hold",
      description = "Keep a backup: nothing deletes it until it is released.",
      mixinStandardHelpOptions = true)
  static final class Hold implements Callable<Integer> {
    @Mixin private Connection connection;
    @Mixin private Terminal terminal;

    @Parameters(paramLabel = "BACKUP")
    private String id;

    @Option(names = "--reason", required = true, description = "Why it is kept, for people.")
    private String reason;

    @Override
    public Integer call() {
      JsonNode backup =
          connection.gateway().post(path(id) + "/hold", Gateway.body().put("reason", reason));
      terminal.say(
          "Held %s: %s".formatted(backup.path("id").asText(), backup.at("/held/reason").asText()));
      if (terminal.json()) {
        terminal.print(backup);
      }
      return ExitCode.DONE;
    }
  }

  /** {@code ox backup release}. */
  @Command(
      name = "release",
      description = "End the hold of a backup.",
      mixinStandardHelpOptions = true)
  static final class Release implements Callable<Integer> {
    @Mixin private Connection connection;
    @Mixin private Terminal terminal;

    @Parameters(paramLabel = "BACKUP")
    private String id;

    @Override
    public Integer call() {
      JsonNode backup = connection.gateway().post(path(id) + "/release", Gateway.body());
      terminal.say("Released " + backup.path("id").asText() + ".");
      if (terminal.json()) {
        terminal.print(backup);
      }
      return ExitCode.DONE;
    }
  }
}
