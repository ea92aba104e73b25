package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.access.Search;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.io.Console;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox restore}: plan, run and follow restores. */
@Command(
    name = "restore",
    aliases = "restores",
    description = "Plan, run and follow restores.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class RestoreCommand {

  private static final String RESTORES = "/api/v1/restores";

  /** What of a backup is meant. */
  static final class Selection {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "BACKUP",
        defaultValue = "latest",
        description =
            "A backup's id, the folder or archive that ox wrote of it, or latest: the newest full one"
                + " that is no restore's safety backup (default: ${DEFAULT-VALUE}).")
    private String backup;

    @Option(names = "--target", description = "Only this target; may be repeated.")
    private @Nullable List<String> targets;

    @Option(names = "--database", description = "Only this database; may be repeated.")
    private @Nullable List<String> databases;

    @Option(
        names = "--collection",
        description = "Only this collection (db.name); may be repeated.")
    private @Nullable List<String> collections;

    ObjectNode body() {
      return new Body()
          .with("backup", BackupName.id(backup))
          .withAny("targets", targets)
          .withAny("databases", databases)
          .withAny("collections", collections)
          .json();
    }
  }

  @Command(
      name = "plan",
      description = "Show what a restore would do; changes nothing.",
      mixinStandardHelpOptions = true)
  int plan(@Mixin Connection connection, @Mixin Terminal terminal, @Mixin Selection selection) {
    JsonNode plan = connection.gateway().post(RESTORES, selection.body()).path("plan");
    if (terminal.json()) {
      terminal.print(plan);
    } else {
      show(terminal, plan);
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "run",
      description = "Restore a backup: shows the plan, asks, restores, compares.",
      mixinStandardHelpOptions = true)
  int run(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Selection selection,
      @Option(
              names = {"-f", "--force", "-y", "--yes"},
              description = "Do not ask.")
          boolean force) {
    Gateway gateway = connection.gateway();
    JsonNode plan = gateway.post(RESTORES, selection.body()).path("plan");
    if (!terminal.json()) {
      show(terminal, plan);
    }
    if (!plan.path("obstacles").isEmpty()) {
      return terminal.failed(
          ExitCode.REFUSED,
          "ox.restore-not-possible",
          "Nothing was changed: this restore is not possible as things are"
              + (terminal.json() ? ": " + Values.text(plan.path("obstacles")) : "; see above."));
    }
    if (!force && !confirmed()) {
      return terminal.failed(
          ExitCode.REFUSED, "ox.not-confirmed", "Nothing was changed. Answer yes, or use --force.");
    }
    ObjectNode confirmed = selection.body().put("confirm", true);
    confirmed.put("backup", plan.path("backup").asText());
    confirmed.put("plan_token", plan.path("token").asText());
    JsonNode restore = gateway.post(RESTORES, confirmed);
    terminal.say("Restore " + restore.path("id").asText());
    String id = restore.path("id").asText();
    restore = new JobWatch(gateway, terminal).untilEnd(RESTORES + "/" + id, "restore", id);
    return ended(terminal, restore);
  }

  private static boolean confirmed() {
    Console console = System.console();
    return console != null && "yes".equalsIgnoreCase(console.readLine("Restore? Type yes: "));
  }

  private static int ended(Terminal terminal, JsonNode restore) {
    if (terminal.json()) {
      terminal.print(restore);
    }
    String state = restore.path("state").asText();
    if (!state.equals("succeeded")) {
      return terminal.failed(
          ExitCode.FAILED,
          "ox.restore-" + state.replace('_', '-'),
          "Restore " + state + ": " + restore.path("failure").asText("no reason given"));
    }
    JsonNode objects = restore.path("report").path("objects");
    long rows = 0;
    boolean equal = true;
    for (JsonNode object : objects) {
      rows += object.path("count").asLong();
      equal &= object.path("equal").asBoolean();
    }
    terminal.say(
        String.format(
            "  compared: %d objects, %d documents and rows, counts and hashes %s; safety backup %s",
            objects.size(),
            rows,
            equal ? "equal" : "NOT equal",
            restore.path("safety_backup").asText("none")));
    JsonNode deviations = restore.path("report").path("deviations");
    if (!deviations.isEmpty()) {
      terminal.say("  restored, but not as in the backup:");
      for (JsonNode each : deviations) {
        terminal.say(
            "    %s: %s %s: %s"
                .formatted(
                    each.path("target").asText(),
                    each.path("kind").asText(),
                    each.path("name").asText(),
                    each.path("reason").asText()));
      }
    }
    return ExitCode.DONE;
  }

  private static void show(Terminal terminal, JsonNode plan) {
    terminal.say(
        "Restore of backup "
            + plan.path("backup").asText()
            + ", taken "
            + Values.time(plan.path("taken_at")));
    Table table =
        new Table()
            .name("OBJECT", "/name")
            .number("NOW", "/current_count")
            .number("IN BACKUP", "/backup_count")
            .text("ACTION", "/action");
    for (JsonNode target : plan.path("targets")) {
      terminal.say(target.path("target").asText() + ":");
      table.print(terminal.out(), target.path("objects"), "  nothing");
      LeftOutTable.print(terminal, target.path("left_out"));
    }
    plan.path("warnings").forEach(warning -> terminal.say("! " + warning.asText()));
    plan.path("obstacles")
        .forEach(obstacle -> terminal.say("Not possible as things are: " + obstacle.asText()));
    if (plan.hasNonNull("estimated_seconds")) {
      terminal.say(
          "Takes about "
              + plan.path("estimated_seconds").asText()
              + " s. A safety backup is taken first.");
    }
  }

  @Command(
      name = "list",
      description = "List restores, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Mixin Search search) {
    Table table =
        new Table()
            .name("RESTORE", "/id")
            .text("BACKUP", "/backup")
            .text("STATE", "/state")
            .text("REQUESTED", row -> Values.time(row.at("/created_at")))
            .number("TOOK", row -> Values.seconds(row.path("duration_ms")))
            .number("SPEED", JobPace::speed)
            .text("TREND", "/trend/verdict")
            .text("FAILURE", "/failure");
    terminal.list(
        connection.gateway().get(RESTORES + "?" + paging.query() + search.query()),
        table,
        "No restores.");
    return ExitCode.DONE;
  }

  @Command(
      name = "show",
      description = "Show a restore with its steps and report.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "RESTORE") String id) {
    JsonNode restore = connection.gateway().get(RESTORES + "/" + Gateway.escaped(id));
    if (terminal.json()) {
      terminal.print(restore);
      return ExitCode.DONE;
    }
    JsonNode steps = ((ObjectNode) restore).remove("steps");
    ((ObjectNode) restore).remove("report");
    terminal.one(restore);
    terminal.say("");
    new Table()
        .text("STEP", "/name")
        .text("STATE", "/state")
        .text("STARTED", row -> Values.time(row.at("/started_at")))
        .text("FINISHED", row -> Values.time(row.at("/finished_at")))
        .text("DETAIL", "/detail")
        .print(terminal.out(), steps, "no steps yet");
    return ExitCode.DONE;
  }

  @Command(
      name = "give-up",
      description =
          "End a restore that has begun to move data, cannot end and is tried again and again.",
      mixinStandardHelpOptions = true)
  int giveUp(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "RESTORE") String id) {
    return ordered(connection, terminal, id, "give-up");
  }

  @Command(
      name = "cancel",
      description = "Cancel a restore before it changes data.",
      mixinStandardHelpOptions = true)
  int cancel(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "RESTORE") String id) {
    return ordered(connection, terminal, id, "cancel");
  }

  private static int ordered(Connection connection, Terminal terminal, String id, String order) {
    terminal.one(
        connection
            .gateway()
            .post(RESTORES + "/" + Gateway.escaped(id) + "/" + order, Gateway.body()));
    return ExitCode.DONE;
  }
}
