package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import io.orchestratex.cli.output.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code ox backup} about copies in further vaults and important backups. */
final class CopyCommands {

  private static final String BACKUPS = "/api/v1/backups/";
  private static final Set<String> ENDED = Set.of("complete", "failed", "cancelled", "removed");

  private CopyCommands() {}

  private static String path(String backup) {
    return BACKUPS + Gateway.escaped(BackupName.id(backup));
  }

  /** {@code ox backup copy}. */
  @Command(
      name = "copy",
      description = "Copy a backup to other vaults and watch it.",
      mixinStandardHelpOptions = true)
  static final class Copy implements Callable<Integer> {
    @Mixin private Connection connection;
    @Mixin private Terminal terminal;

    @Parameters(paramLabel = "BACKUP", description = "A backup's id, or latest.")
    private String backup;

    @Option(
        names = "--to",
        required = true,
        paramLabel = "VAULT",
        description = "The vault that gets the copy, see: ox vault list; may be repeated.")
    private List<String> vaults;

    @Option(names = "--detach", description = "Do not wait for the end.")
    private boolean detach;

    @Override
    public Integer call() {
      Gateway gateway = connection.gateway();
      String id = gateway.get(path(backup)).path("id").asText();
      JsonNode answer = Gateway.body();
      for (String vault : vaults) {
        answer = gateway.post(path(id) + "/copies", Gateway.body().put("vault", vault));
        terminal.say("Backup %s is copied to the vault %s.".formatted(id, vault));
      }
      List<String> missing = new ArrayList<>();
      if (!detach) {
        for (String vault : vaults) {
          JsonNode copy = awaited(gateway, id, vault);
          if (!copy.path("state").asText().equals("complete")) {
            missing.add(
                "%s %s: %s"
                    .formatted(
                        vault,
                        copy.path("state").asText(),
                        copy.path("reason").asText("no reason given")));
          } else {
            terminal.say(
                "  %s: complete and read back, %s stored, %s of it new"
                    .formatted(
                        vault,
                        Values.bytes(copy.path("stored_bytes")),
                        Values.bytes(copy.path("added_bytes"))));
          }
        }
        answer = gateway.get(path(id));
      }
      if (terminal.json()) {
        terminal.print(answer);
      }
      return missing.isEmpty()
          ? ExitCode.DONE
          : terminal.failed(
              ExitCode.FAILED,
              "ox.copy-failed",
              "Not copied (what failed is tried again): " + String.join("; ", missing));
    }

    private JsonNode awaited(Gateway gateway, String id, String vault) {
      return Watch.untilEnd(
          () -> {
            String shown = "";
            while (true) {
              JsonNode copy = copy(gateway.watch(path(id), terminal::say), vault);
              String line = line(vault, copy);
              if (!line.equals(shown)) {
                terminal.say("  " + line);
                shown = line;
              }
              if (ENDED.contains(copy.path("state").asText())) {
                return copy;
              }
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            }
          },
          () ->
              terminal
                  .err()
                  .printf(
                      "%nThe copy goes on without this watch. Look at it: ox backup show %s%n", id),
          Thread::interrupt);
    }

    private static String line(String vault, JsonNode copy) {
      String state = copy.path("state").asText();
      return switch (state) {
        case "copying" ->
            "%s: copying %d %%, %s of %s read"
                .formatted(
                    vault,
                    copy.path("percent").asInt(),
                    Values.bytes(copy.path("bytes")),
                    Values.bytes(copy.path("total_bytes")));
        case "waiting" ->
            "%s: waiting%s"
                .formatted(vault, copy.has("reason") ? ". " + copy.path("reason").asText() : "");
        default -> vault + ": " + state;
      };
    }

    private static JsonNode copy(JsonNode backup, String vault) {
      for (JsonNode each : backup.path("copies")) {
        if (each.path("vault").asText().equals(vault)) {
          return each;
        }
      }
      return Gateway.body().put("state", "removed");
    }
  }

  /** {@code ox backup remove-copy}. */
  @Command(
      name = "remove-copy",
      description = "Delete a backup from one vault while another keeps it, or stop its copy.",
      mixinStandardHelpOptions = true)
  static final class Remove implements Callable<Integer> {
    @Mixin private Connection connection;
    @Mixin private Terminal terminal;

    @Parameters(paramLabel = "BACKUP", description = "A backup's id.")
    private String backup;

    @Option(names = "--from", required = true, paramLabel = "VAULT", description = "Which vault.")
    private String vault;

    @Override
    public Integer call() {
      JsonNode answer =
          connection.gateway().delete(path(backup) + "/copies/" + Gateway.escaped(vault));
      terminal.say(
          "Removed backup %s from the vault %s.".formatted(answer.path("id").asText(), vault));
      if (terminal.json()) {
        terminal.print(answer);
      }
      return ExitCode.DONE;
    }
  }

  /** {@code ox backup important}. */
  @Command(
      name = "important",
      description = "Mark a backup as important: no policy removes it, archives take it.",
      mixinStandardHelpOptions = true)
  static final class Important implements Callable<Integer> {
    @Mixin private Connection connection;
    @Mixin private Terminal terminal;

    @Parameters(paramLabel = "BACKUP", description = "A backup's id, or latest.")
    private String backup;

    @Option(names = "--off", description = "Take the mark away again.")
    private boolean off;

    @Override
    public Integer call() {
      Gateway gateway = connection.gateway();
      String mark = path(backup) + "/important";
      JsonNode answer = off ? gateway.delete(mark) : gateway.put(mark, Gateway.body());
      terminal.say(
          "Backup %s is %s."
              .formatted(
                  answer.path("id").asText(),
                  off ? "not important any more" : "important: no policy removes it"));
      if (terminal.json()) {
        terminal.print(answer);
      }
      return ExitCode.DONE;
    }
  }

  /** In how many vaults a backup is: {@code 2}, or {@code 1+1} with one that is not there yet. */
  static String vaults(JsonNode backup) {
    int complete = 1;
    int outstanding = 0;
    for (JsonNode copy : backup.path("copies")) {
      switch (copy.path("state").asText()) {
        case "complete" -> complete++;
        case "waiting", "copying", "failed" -> outstanding++;
        default -> {}
      }
    }
    return complete + (outstanding == 0 ? "" : "+" + outstanding);
  }

  /** The copies of a backup, if it has any. */
  static void print(Terminal terminal, JsonNode copies) {
    if (copies.isEmpty()) {
      return;
    }
    terminal.say("");
    terminal.say("Copies:");
    new Table()
        .name("VAULT", "/vault")
        .text("STATE", "/state")
        .text("VERIFIED", row -> Values.time(row.path("verified_at")))
        .number("STORED", row -> Values.bytes(row.path("stored_bytes")))
        .number("NEW", row -> Values.bytes(row.path("added_bytes")))
        .text("BY", "/requested_by")
        .text("WHY", "/reason")
        .print(terminal.out(), copies, "none");
  }
}
