package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox backup import}: a dump of mongodump as a backup. */
@Command(
    name = "import",
    description =
        "Make a backup of an archive or a folder of mongodump, or of a SQLite file, which lies in the"
            + " folder that the backup service opens for imports, and watch it.",
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {

  private static final String BACKUPS = "/api/v1/backups";

  @Mixin private Connection connection;
  @Mixin private Terminal terminal;

  @Parameters(
      paramLabel = "PATH",
      description = "The dump, as the backup service sees it; relative to its folder of imports.")
  private String path;

  @Option(
      names = "--target",
      required = true,
      description = "The target that it is a dump of, see: ox target list")
  private String target;

  @Option(names = "--label", description = "A word to find it by.")
  private @Nullable String label;

  @Option(names = "--vault", description = "The vault to keep it in (default: the service's).")
  private @Nullable String vault;

  @Option(names = "--detach", description = "Do not wait for the end.")
  private boolean detach;

  @Override
  public Integer call() throws IOException {
    Gateway gateway = connection.gateway();
    Body body =
        new Body()
            .with("path", path)
            .with("target", target)
            .with("label", label)
            .with("vault", vault);
    JsonNode backup = gateway.post(BACKUPS + "/import", body.json());
    String id = backup.path("id").asText();
    terminal.say("Backup " + id);
    if (!detach) {
      backup = new JobWatch(gateway, terminal).untilEnd(BACKUPS + "/" + id, "backup", id);
    }
    return BackupCommand.ended(terminal, backup, detach);
  }
}
