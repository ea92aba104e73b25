package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.access.Search;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.ExportFile;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox backup}: take, list, copy, verify, hold, export and delete backups. */
@Command(
    name = "backup",
    aliases = "backups",
    description = "Take, list, copy, verify, hold, export and delete backups.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ArchiveCommand.class,
      ImportCommand.class,
      VerifyCommand.class,
      CopyCommands.Copy.class,
      CopyCommands.Remove.class,
      CopyCommands.Important.class,
      HoldCommands.Hold.class,
      HoldCommands.Release.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class BackupCommand {

  private static final String BACKUPS = "/api/v1/backups";

  @Command(
      name = "run",
      aliases = "full",
      description =
          "Take a backup and watch it: of all that the targets hold, or of what is selected.",
      mixinStandardHelpOptions = true)
  int run(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(
              arity = "0..*",
              paramLabel = "TARGET",
              description = "Targets (default: all), see: ox target list")
          @Nullable List<String> targets,
      @Option(names = "--all", description = "All targets in one backup, which is the default.")
          boolean all,
      @Option(names = "--database", description = "Only this database; may be repeated.")
          @Nullable List<String> databases,
      @Option(
              names = "--collection",
              description = "Only this collection (db.name); may be repeated.")
          @Nullable List<String> collections,
      @Option(names = "--physical", description = "Files of whole servers (PostgreSQL from 15).")
          boolean physical,
      @Option(
              names = "--users",
              description =
                  "With the accounts and roles of the servers, of engines that can (MongoDB).")
          boolean users,
      @Option(names = "--label", description = "A word to find it by.") @Nullable String label,
      @Option(names = "--vault", description = "The vault to keep it in (default: the service's).")
          @Nullable String vault,
      @Option(
              names = "--to",
              paramLabel = "DIRECTORY",
              description =
                  "Then write it there too, as ox backup archive does; made if it is missing.")
          @Nullable Path directory,
      @Option(names = "--unpacked", description = "With --to: a folder instead of one file.")
          boolean unpacked,
      @Option(names = "--detach", description = "Do not wait for the end.") boolean detach)
      throws IOException {
    if (directory != null && detach) {
      return terminal.failed(
          ExitCode.USAGE, "ox.usage", "--to needs the end of the backup; leave --detach out.");
    }
    if (all && targets != null) {
      return terminal.failed(
          ExitCode.USAGE, "ox.usage", "--all means all targets; leave it out, or their names.");
    }
    Gateway gateway = connection.gateway();
    Body body =
        new Body()
            .withAny("targets", targets)
            .withAny("databases", databases)
            .withAny("collections", collections)
            .with("kind", physical ? "physical" : null)
            .with("users", users ? true : null)
            .with("label", label)
            .with("vault", vault);
    JsonNode backup = gateway.post(BACKUPS, body.json());
    String id = backup.path("id").asText();
    terminal.say("Backup " + id);
    if (!detach) {
      backup = new JobWatch(gateway, terminal).untilEnd(BACKUPS + "/" + id, "backup", id);
    }
    int exit = ended(terminal, backup, detach);
    boolean taken = backup.path("state").asText().equals("succeeded");
    if (directory == null || !taken) {
      return exit;
    }
    int written =
        ArchiveCommand.write(
            gateway, terminal, new ArchiveCommand.Wanted(id, null, null), directory, unpacked);
    return written == ExitCode.DONE ? exit : written;
  }

  static int ended(Terminal terminal, JsonNode backup, boolean detached) {
    if (terminal.json()) {
      terminal.print(backup);
    }
    String state = backup.path("state").asText();
    if (detached) {
      return ExitCode.DONE;
    }
    if (!state.equals("succeeded")) {
      return terminal.failed(
          ExitCode.FAILED,
          "ox.backup-" + state,
          "Backup " + state + ": " + backup.path("failure").asText("no reason given"));
    }
    for (JsonNode part : backup.path("parts")) {
      if (part.path("state").asText().equals("failed")) {
        terminal.say(String.format("  %-12s FAILED", part.path("target").asText()));
        continue;
      }
      terminal.say(
          String.format(
              "  %-12s %d objects, %s → %s stored, %s of it new",
              part.path("target").asText(),
              part.path("objects").size(),
              Values.bytes(part.path("source_bytes")),
              Values.bytes(part.path("stored_bytes")),
              Values.bytes(part.path("added_bytes"))));
    }
    terminal.say(
        String.format(
            "  %s in %s",
            backup.path("verified").asBoolean()
                ? "verified: everything stored was read back"
                : "not verified",
            Values.seconds(backup.path("duration_ms"))));
    return endedWhole(terminal, backup);
  }

  private static int endedWhole(Terminal terminal, JsonNode backup) {
    if (!isPartial(backup)) {
      return ExitCode.DONE;
    }
    StringBuilder words = new StringBuilder("! The backup is partial. These could not be taken:");
    for (JsonNode each : backup.path("left_out")) {
      if (each.path("failed").asBoolean()) {
        words.append("\n    ").append(LeftOutTable.line(each));
      }
    }
    return terminal.failed(ExitCode.PARTIAL, "ox.backup-partial", words.toString());
  }

  private static boolean isPartial(JsonNode backup) {
    return backup.path("completeness").asText().equals("partial");
  }

  @Command(
      name = "list",
      description = "List backups, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Mixin Search search,
      @Option(names = "--state", description = "Only backups in this state.")
          @Nullable String state,
      @Option(names = "--target", description = "Only backups of this target.")
          @Nullable String target,
      @Option(names = "--label", description = "Only backups with this label.")
          @Nullable String label,
      @Option(
              names = "--verified",
              description = "true: only those that were read back and whole; false: the others.")
          @Nullable Boolean verified,
      @Option(
              names = "--drilled",
              description = "true: only those that a drill has restored; false: the others.")
          @Nullable Boolean drilled) {
    String filter =
        (state == null ? "" : "&state=" + Gateway.escaped(state))
            + (target == null ? "" : "&target=" + Gateway.escaped(target))
            + (label == null ? "" : "&label=" + Gateway.escaped(label))
            + (verified == null ? "" : "&verified=" + verified)
            + (drilled == null ? "" : "&drilled=" + drilled);
    Table table =
        new Table()
            .name("BACKUP", "/id")
            .text("KIND", "/kind")
            .text("STATE", row -> row.path("state").asText() + (isPartial(row) ? " (partial)" : ""))
            .text("VERIFIED", row -> row.path("verified").asBoolean() ? "yes" : "no")
            .text("DRILLED", BackupCommand::drilled)
            .text("TARGETS", row -> targets(row.path("parts")))
            .text("VAULT", "/vault")
            .text("COPIES", CopyCommands::vaults)
            .text("LABEL", "/label")
            .text("HELD", "/held/reason")
            .number("STORED", row -> Values.bytes(sum(row.path("parts"), "stored_bytes")))
            .number("NEW", row -> Values.bytes(sum(row.path("parts"), "added_bytes")))
            .number("TOOK", row -> Values.seconds(row.path("duration_ms")))
            .number("SPEED", JobPace::speed)
            .text("TREND", "/trend/verdict");
    terminal.list(
        connection.gateway().get(BACKUPS + "?" + paging.query() + search.query() + filter),
        table,
        "No backups yet. Take one: ox backup run");
    return ExitCode.DONE;
  }

  private static String drilled(JsonNode backup) {
    if (backup.path("drilled").asBoolean()) {
      return "yes";
    }
    return backup.path("drill").path("result").asText().equals("failed") ? "FAILED" : "no";
  }

  private static String targets(JsonNode parts) {
    StringBuilder names = new StringBuilder();
    parts.forEach(
        part -> names.append(names.isEmpty() ? "" : ",").append(part.path("target").asText()));
    return names.toString();
  }

  private static long sum(JsonNode parts, String field) {
    long sum = 0;
    for (JsonNode part : parts) {
      sum += part.path(field).asLong();
    }
    return sum;
  }

  @Command(
      name = "show",
      description = "Show a backup with its objects, counts and hashes.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "BACKUP") String id) {
    JsonNode backup = connection.gateway().get(BACKUPS + "/" + Gateway.escaped(BackupName.id(id)));
    if (terminal.json()) {
      terminal.print(backup);
      return ExitCode.DONE;
    }
    JsonNode parts = ((ObjectNode) backup).remove("parts");
    JsonNode leftOut = ((ObjectNode) backup).remove("left_out");
    JsonNode copies = backup.path("copies");
    ((ObjectNode) backup).remove("copies");
    terminal.one(backup);
    CopyCommands.print(terminal, copies);
    Table table =
        new Table()
            .name("OBJECT", "/name")
            .number("COUNT", "/count")
            .number("BYTES", "/bytes")
            .text(
                "HASH",
                row ->
                    row.path("hash").asText("").length() > 16
                        ? row.path("hash").asText().substring(0, 16)
                        : row.path("hash").asText(""));
    parts.forEach(part -> {
      terminal.say("");
      terminal.say(
          part.path("target").asText()
              + " ("
              + part.path("engine").asText()
              + "), "
              + part.path("state").asText()
              + ", "
              + Values.bytes(part.path("source_bytes"))
              + " → "
              + Values.bytes(part.path("stored_bytes"))
              + " stored, "
              + Values.bytes(part.path("added_bytes"))
              + " of it new");
      table.print(terminal.out(), part.path("objects"), "no objects");
    });
    LeftOutTable.print(terminal, leftOut);
    return ExitCode.DONE;
  }

  @Command(
      name = "cancel",
      description = "Cancel a backup that runs.",
      mixinStandardHelpOptions = true)
  int cancel(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "BACKUP") String id) {
    terminal.one(
        connection
            .gateway()
            .post(BACKUPS + "/" + Gateway.escaped(BackupName.id(id)) + "/cancel", Gateway.body()));
    return ExitCode.DONE;
  }

  @Command(
      name = "delete",
      description = "Delete a backup with all its copies.",
      mixinStandardHelpOptions = true)
  int delete(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "BACKUP") String id) {
    connection.gateway().delete(BACKUPS + "/" + Gateway.escaped(BackupName.id(id)));
    terminal.say("Deleted backup " + id + ".");
    return ExitCode.DONE;
  }

  @Command(
      name = "export",
      description =
          "Write one target of a backup in its stock tool's format: mongorestore --archive, pg_restore"
              + " --create (the roles of a PostgreSQL database must exist first), the file of SQLite.",
      mixinStandardHelpOptions = true)
  int export(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(index = "0", paramLabel = "BACKUP") String id,
      @Option(
              names = "--target",
              required = true,
              description = "such as mongodb, postgresql, redis; see: ox target list")
          String target,
      @Option(names = "--database", description = "Which database, where a target holds several.")
          @Nullable String database,
      @Option(
              names = "--format",
              description =
                  "dump, or sql: of a PostgreSQL database, as psql loads it into an empty one, or of"
                      + " a SQLite file, as sqlite3 does; or cypher: of Neo4j, as cypher-shell loads it"
                      + " into an empty database (default: dump).")
          @Nullable String format,
      @Option(
              names = "--from-vault",
              paramLabel = "VAULT",
              description = "The vault to read it from (default: whichever has it).")
          @Nullable String vault,
      @Option(
              names = {"-o", "--output"},
              required = true,
              description = "The file to write; - for standard output.")
          String file)
      throws IOException {
    String query =
        "?target="
            + Gateway.escaped(target)
            + (database == null ? "" : "&database=" + Gateway.escaped(database))
            + (format == null ? "" : "&format=" + Gateway.escaped(format))
            + (vault == null ? "" : "&vault=" + Gateway.escaped(vault));
    long size;
    try (InputStream bytes =
        connection
            .gateway()
            .download(BACKUPS + "/" + Gateway.escaped(BackupName.id(id)) + "/export" + query)) {
      size = new ExportFile(file).write(bytes);
    }
    if (file.equals(ExportFile.STANDARD_OUTPUT)) {
      return ExitCode.DONE;
    }
    terminal.say("Wrote " + file + ", " + Values.bytes(size) + ".");
    if (!terminal.json()) {
      for (JsonNode part :
          connection
              .gateway()
              .get(BACKUPS + "/" + Gateway.escaped(BackupName.id(id)))
              .path("parts")) {
        if (part.path("target").asText().equals(target)) {
          RestoreAdvice.print(
              terminal,
              part.path("engine").asText(),
              format != null && !format.equals("dump"),
              file);
        }
      }
    }
    if (terminal.json()) {
      terminal.print(java.util.Map.of("file", file, "bytes", size));
    }
    return ExitCode.DONE;
  }
}
