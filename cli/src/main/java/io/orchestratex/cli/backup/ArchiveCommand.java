package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.ExportFile;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox backup archive}: a backup as files of the engines' own tools. */
@Command(
    name = "archive",
    description =
        "Write a backup as one DIRECTORY/<YYYY-MM-DD_HH-MM-SS>.tar.gz of what mongorestore --dir and"
            + " pg_restore read, or as the folder DIRECTORY/<YYYYMMDD_HHMMSS>/ of the same.",
    mixinStandardHelpOptions = true)
final class ArchiveCommand implements Callable<Integer> {

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss").withZone(ZoneOffset.UTC);

  @Mixin private Connection connection;
  @Mixin private Terminal terminal;

  @Parameters(paramLabel = "BACKUP", description = "A backup's id, or latest.")
  private String backup;

  @Option(names = "--target", description = "Only this target, see: ox target list")
  private @Nullable String target;

  @Option(
      names = "--to",
      paramLabel = "DIRECTORY",
      description = "Where it is written; made if it is missing (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of(".");

  @Option(names = "--unpacked", description = "A folder instead of one file.")
  private boolean unpacked;

  @Option(
      names = "--from-vault",
      paramLabel = "VAULT",
      description = "The vault to read it from (default: whichever has it).")
  private @Nullable String vault;

  @Override
  public Integer call() throws IOException {
    return write(
        connection.gateway(), terminal, new Wanted(backup, target, vault), directory, unpacked);
  }

  /**
   * What is written.
   *
   * @param target null for all of its targets
   * @param vault null for whichever has it
   */
  record Wanted(String backup, @Nullable String target, @Nullable String vault) {

    String query() {
      String of = target == null ? "" : "&target=" + Gateway.escaped(target);
      String from = vault == null ? "" : "&vault=" + Gateway.escaped(vault);
      return (of + from).replaceFirst("&", "?");
    }
  }

  static int write(
      Gateway gateway, Terminal terminal, Wanted wanted, Path directory, boolean unpacked)
      throws IOException {
    JsonNode found =
        gateway.get("/api/v1/backups/" + Gateway.escaped(BackupName.id(wanted.backup())));
    String id = found.path("id").asText();
    Files.createDirectories(directory);
    String path = "/api/v1/backups/" + Gateway.escaped(id) + "/archive" + wanted.query();
    try (InputStream bytes = gateway.download(path)) {
      if (unpacked) {
        LocalCopy.Written written = new LocalCopy(directory).unpack(id, bytes);
        terminal.say(
            "Wrote %s/, %d files, %s."
                .formatted(written.folder(), written.files(), Values.bytes(written.bytes())));
        printed(terminal, written.folder(), written.bytes());
      } else {
        Path file =
            directory.resolve(
                NAME.format(Instant.parse(found.path("created_at").asText())) + ".tar.gz");
        long size = new ExportFile(file.toString()).write(bytes);
        terminal.say("Wrote %s, %s.".formatted(file, Values.bytes(size)));
        printed(terminal, file, size);
      }
      return ExitCode.DONE;
    } catch (FileAlreadyExistsException e) {
      return terminal.failed(
          ExitCode.REFUSED,
          "ox.folder-exists",
          e.getMessage()
              + " is there already; nothing was written. Remove it, or choose another"
              + " directory.");
    }
  }

  private static void printed(Terminal terminal, Path written, long bytes) {
    if (terminal.json()) {
      terminal.print(Map.of("file", written.toString(), "bytes", bytes));
    }
  }
}
