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
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
    @Spec(Spec.Target.MIXEE)
    private CommandSpec verb;

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "BACKUP",
        description =
            "A backup's id, the folder or archive that ox wrote of it, or latest: the newest full one"
                + " that is no restore's safety backup (default: latest).")
    private @Nullable String backup;

    @Option(
        names = "--at",
        paramLabel = "TIME",
        description =
            "In place of a backup: the newest that was ordered at this time or before it, such as"
                + " 2026-11-28T02:00:00Z.")
    private @Nullable String at;

    @Option(names = "--target", description = "Only this target; may be repeated.")
    private @Nullable List<String> targets;

    @Mixin private EngineOptions engines;

    @Option(names = "--database", description = "Only this database; may be repeated.")
    private @Nullable List<String> databases;

    @Option(
        names = "--collection",
        description =
            "Only this collection (db.name); may be repeated. With --as or --into also a table or a"
                + " schema of PostgreSQL (db.schema.table, db.schema).")
    private @Nullable List<String> collections;

    @Option(
        names = "--users",
        description =
            "Bring the accounts and roles of the backup back, too: they are added, or get the passwords"
                + " and rights that they had; all others stay.")
    private boolean users;

    @Option(
        names = "--vault",
        paramLabel = "VAULT",
        description = "Only from this vault; else from any that has it, the next where one fails.")
    private @Nullable String vault;

    @Option(
        names = "--into",
        paramLabel = "TARGET",
        description = "Into this target of the same engine, not into the one that was backed up.")
    private @Nullable String into;

    @Option(
        names = "--as",
        paramLabel = "NAME=NEW_NAME",
        description =
            "Under a new name: a database, or a collection as db.name=db.new_name; may be repeated."
                + " With one --database or --collection the new name alone is enough.")
    private @Nullable List<String> newNames;

    @Option(
        names = "--replace",
        description = "With --into or --as: replace what has that name; else it is refused.")
    private boolean replace;

    ObjectNode body(Gateway gateway) {
      ObjectNode body =
          new Body()
              .with(
                  "backup", at == null ? BackupName.id(backup == null ? "latest" : backup) : backup)
              .with("at", at)
              .withAny("targets", engines.targets(verb, gateway, targets))
              .withAny("databases", databases)
              .withAny("collections", collections)
              .with("users", users ? true : null)
              .with("vault", vault)
              .with("into", into)
              .json();
      if (newNames != null) {
        ObjectNode as = body.putObject("as");
        newNames.forEach(each -> putName(as, each));
      }
      return replace ? body.put("replace", true) : body;
    }

    private void putName(ObjectNode as, String text) {
      int equals = text.indexOf('=');
      List<String> chosen =
          Stream.of(databases, collections).filter(Objects::nonNull).flatMap(List::stream).toList();
      if (equals > 0) {
        as.put(text.substring(0, equals), text.substring(equals + 1));
      } else if (chosen.size() == 1) {
        as.put(chosen.getFirst(), text);
      } else {
        throw new ParameterException(
            verb.commandLine(),
            "--as " + text + " does not say what gets that name; write --as NAME=" + text);
      }
    }
  }

  @Command(
      name = "plan",
      description = "Show what a restore would do; changes nothing.",
      mixinStandardHelpOptions = true)
  int plan(@Mixin Connection connection, @Mixin Terminal terminal, @Mixin Selection selection) {
    Gateway gateway = connection.gateway();
    JsonNode plan = gateway.post(RESTORES, selection.body(gateway)).path("plan");
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
    JsonNode plan = gateway.post(RESTORES, selection.body(gateway)).path("plan");
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
    ObjectNode confirmed = selection.body(gateway).put("confirm", true);
    confirmed.put("backup", plan.path("backup").asText());
    confirmed.remove("at");
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
            + Values.time(plan.path("taken_at"))
            + ", from the vault "
            + plan.path("vault").asText());
    Table table =
        new Table()
            .name("OBJECT", "/name")
            .number("NOW", "/current_count")
            .number("IN BACKUP", "/backup_count")
            .text("ACTION", "/action");
    for (JsonNode target : plan.path("targets")) {
      terminal.say(
          target.path("target").asText()
              + (target.hasNonNull("source_target")
                  ? " (what was taken of " + target.path("source_target").asText() + ")"
                  : "")
              + ":");
      table.print(terminal.out(), target.path("objects"), "  nothing");
      terminal.say(
          "  about "
              + Values.bytes(target.path("needed_bytes"))
              + " are loaded; "
              + (target.hasNonNull("free_bytes")
                  ? Values.bytes(target.path("free_bytes")) + " are free there"
                  : "the server does not say how much room it has"));
      LeftOutTable.print(terminal, target.path("left_out"));
    }
    plan.path("warnings").forEach(warning -> terminal.say("! " + warning.asText()));
    plan.path("obstacles")
        .forEach(obstacle -> terminal.say("Not possible as things are: " + obstacle.asText()));
    if (plan.hasNonNull("estimated_seconds")) {
      terminal.say(
          "Takes about "
              + plan.path("estimated_seconds").asText()
              + " s. "
              + (replaces(plan)
                  ? "A safety backup is taken first."
                  : "Nothing is replaced, so no safety backup is taken elsewhere."));
    }
  }

  private static boolean replaces(JsonNode plan) {
    for (JsonNode target : plan.path("targets")) {
      for (JsonNode object : target.path("objects")) {
        if (Set.of("replace", "drop", "merge").contains(object.path("action").asText())) {
          return true;
        }
      }
    }
    return false;
  }

  @Command(
      name = "list",
      description = "List restores, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Mixin Search search,
      @Option(names = "--state", description = "Only restores in this state.")
          @Nullable String state,
      @Option(names = "--target", description = "Only restores into this target.")
          @Nullable String target) {
    String filter =
        (state == null ? "" : "&state=" + Gateway.escaped(state))
            + (target == null ? "" : "&target=" + Gateway.escaped(target));
    Table table =
        new Table()
            .name("RESTORE", "/id")
            .text("BACKUP", "/backup")
            .text("INTO", row -> Values.text(row.path("targets")))
            .text("STATE", "/state")
            .text("REQUESTED", row -> Values.time(row.at("/created_at")))
            .number("TOOK", row -> Values.seconds(row.path("duration_ms")))
            .number("SPEED", JobPace::speed)
            .text("TREND", "/trend/verdict")
            .text("FAILURE", "/failure");
    terminal.list(
        connection.gateway().get(RESTORES + "?" + paging.query() + search.query() + filter),
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
