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
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox drill}: prove that backups can be restored. */
@Command(
    name = "drill",
    aliases = "drills",
    description = "Restore backups into scratch servers, to prove that they can be.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class DrillCommand {

  private static final String DRILLS = "/api/v1/drills";

  @Command(
      name = "run",
      description =
          "Restore a backup into servers that are started for it, compare, and remove them.",
      mixinStandardHelpOptions = true)
  int run(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(
              arity = "0..1",
              paramLabel = "BACKUP",
              description = "A backup's id, or latest (default: the newest good one).")
          @Nullable String backup,
      @Option(names = "--target", description = "Only this target of it; may be repeated.")
          @Nullable List<String> targets,
      @Option(
              names = "--vault",
              description =
                  "Only from this vault, so that its copy is proved (default: the first).")
          @Nullable String vault,
      @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
          boolean dryRun,
      @Option(names = "--detach", description = "Do not wait for the end.") boolean detach) {
    Gateway gateway = connection.gateway();
    ObjectNode body =
        new Body().with("backup", backup).withAny("targets", targets).with("vault", vault).json();
    if (dryRun) {
      planned(terminal, gateway.post(DRILLS, body.put("dry_run", true)).path("plan"));
      return ExitCode.DONE;
    }
    JsonNode drill = gateway.post(DRILLS, body);
    String id = drill.path("id").asText();
    terminal.say("Drill " + id + " of backup " + drill.path("backup").asText());
    leftOut(terminal, drill);
    if (!detach) {
      drill = new JobWatch(gateway, terminal).untilEnd(DRILLS + "/" + id, "drill", id);
    }
    return ended(terminal, drill, detach);
  }

  private static void planned(Terminal terminal, JsonNode plan) {
    if (terminal.json()) {
      terminal.print(plan);
      return;
    }
    terminal.say(
        "Drill of backup "
            + plan.path("backup").asText()
            + ", taken "
            + Values.time(plan.path("taken_at"))
            + ", from the vault "
            + plan.path("vault").asText());
    new Table()
        .name("TARGET", "/target")
        .text("SCRATCH SERVER", "/program")
        .number("OBJECTS", "/objects")
        .number("RECORDS", "/records")
        .number("SIZE", row -> Values.bytes(row.path("bytes")))
        .number("TAKES ABOUT", row -> Values.seconds(row.path("expected_ms")))
        .print(terminal.out(), plan.path("targets"), "  nothing");
    leftOut(terminal, plan);
    terminal.say(
        "Needs about %s in %s, %s are free."
            .formatted(
                Values.bytes(plan.path("room_needed_bytes")),
                plan.path("folder").asText(),
                Values.bytes(plan.path("room_free_bytes"))));
    plan.path("obstacles")
        .forEach(each -> terminal.say("Not possible as things are: " + each.path("text").asText()));
  }

  private static void leftOut(Terminal terminal, JsonNode of) {
    of.path("left_out")
        .forEach(each ->
            terminal.say(
                "Left out: "
                    + each.path("target").asText()
                    + ", "
                    + each.path("reason").asText()
                    + "."));
  }

  private static int ended(Terminal terminal, JsonNode drill, boolean detached) {
    if (terminal.json()) {
      terminal.print(drill);
    }
    if (detached) {
      return ExitCode.DONE;
    }
    String state = drill.path("state").asText();
    if (!state.equals("succeeded")) {
      return terminal.failed(
          ExitCode.FAILED,
          "ox.drill-" + state,
          "Drill " + state + ": " + drill.path("failure").asText("no reason given"));
    }
    for (JsonNode part : drill.path("parts")) {
      terminal.say(
          "  %-12s %d objects, %d documents and rows restored, counts and hashes equal, in %s"
              .formatted(
                  part.path("target").asText(),
                  part.path("objects").asInt(),
                  part.path("records").asLong(),
                  Values.seconds(part.path("duration_ms"))));
      part.path("deviations")
          .forEach(each -> terminal.say("    not as in the backup: " + each.asText()));
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "list",
      description = "List drills, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Mixin Search search,
      @Option(names = "--state", description = "Only drills in this state.") @Nullable String state,
      @Option(names = "--target", description = "Only drills of this target.")
          @Nullable String target,
      @Option(names = "--backup", description = "Only drills of this backup.")
          @Nullable String backup) {
    Table table =
        new Table()
            .name("DRILL", "/id")
            .text("BACKUP", "/backup")
            .text("STATE", "/state")
            .text("RESULT", "/result")
            .text("TARGETS", "/targets")
            .text("BY", "/requested_by")
            .number("TOOK", row -> Values.seconds(row.path("duration_ms")))
            .number("SPEED", JobPace::speed)
            .text("TREND", "/trend/verdict")
            .text("FAILURE", "/failure");
    terminal.list(
        connection
            .gateway()
            .get(
                DRILLS
                    + "?"
                    + paging.query()
                    + search.query()
                    + filter("state", state)
                    + filter("target", target)
                    + filter("backup", backup)),
        table,
        "No drills yet. Run one: ox drill run");
    return ExitCode.DONE;
  }

  private static String filter(String name, @Nullable String value) {
    return value == null ? "" : "&" + name + "=" + Gateway.escaped(value);
  }

  @Command(
      name = "show",
      description = "Show a drill and what became of each target.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "DRILL") String id) {
    JsonNode drill = connection.gateway().get(DRILLS + "/" + Gateway.escaped(id));
    if (terminal.json()) {
      terminal.print(drill);
      return ExitCode.DONE;
    }
    JsonNode parts = ((ObjectNode) drill).remove("parts");
    JsonNode leftOut = ((ObjectNode) drill).remove("left_out");
    terminal.one(drill);
    leftOut(terminal, Gateway.body().set("left_out", leftOut));
    terminal.say("");
    new Table()
        .name("TARGET", "/target")
        .text("STATE", "/state")
        .text("SCRATCH SERVER", "/program")
        .number("OBJECTS", "/objects")
        .number("RECORDS", "/records")
        .number("TOOK", row -> Values.seconds(row.path("duration_ms")))
        .text("FAILURE", "/failure")
        .print(terminal.out(), parts, "nothing");
    return ExitCode.DONE;
  }

  @Command(name = "cancel", description = "Cancel a drill.", mixinStandardHelpOptions = true)
  int cancel(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "DRILL") String id) {
    terminal.one(
        connection.gateway().post(DRILLS + "/" + Gateway.escaped(id) + "/cancel", Gateway.body()));
    return ExitCode.DONE;
  }
}
