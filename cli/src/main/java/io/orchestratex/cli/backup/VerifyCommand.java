package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import io.orchestratex.cli.output.Watch;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox backup verify}. */
@Command(
    name = "verify",
    description = "Read everything stored back, all copies too, and compare it with the manifest.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

  private static final String BACKUPS = "/api/v1/backups/";

  @Mixin private Connection connection;
  @Mixin private Terminal terminal;

  @Parameters(paramLabel = "BACKUP")
  private String id;

  @Option(names = "--vault", description = "Only what is in this vault: the backup or a copy.")
  private @Nullable String vault;

  @Override
  public Integer call() {
    Gateway gateway = connection.gateway();
    String path = BACKUPS + Gateway.escaped(BackupName.id(id));
    JsonNode backup =
        gateway.post(
            path + "/verify" + (vault == null ? "" : "?vault=" + Gateway.escaped(vault)),
            Gateway.body());
    boolean isCopy = vault != null && !vault.equals(backup.path("vault").asText());
    String field = isCopy ? "copy_verification" : "verification";
    JsonNode verification =
        Watch.untilEnd(
            () -> new VerificationWatch(gateway, terminal, field).untilEnd(path),
            () ->
                terminal
                    .err()
                    .println("\nThe verification goes on. Look at it: ox backup show " + id),
            Thread::interrupt);
    if (terminal.json()) {
      terminal.print(verification);
    }
    if (!verification.path("state").asText().equals("succeeded")) {
      return terminal.failed(
          ExitCode.FAILED,
          "ox.verification-failed",
          "Verification failed: "
              + verification.path("failure").asText("no reason given")
              + (isCopy ? ". The copy is made again." : ""));
    }
    terminal.say(
        "Verified: "
            + Values.bytes(verification.path("bytes_read"))
            + " read back, all as the manifest says.");
    return ExitCode.DONE;
  }
}
