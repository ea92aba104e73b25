package io.orchestratex.cli.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ox schedule}: what is ordered again and again, and when. */
@Command(
    name = "schedule",
    aliases = "schedules",
    description = "See, pause, resume, run and change schedules, such as the daily backup.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ScheduleCommand {

  private static final String SCHEDULES = "/api/v1/schedules";

  @Spec private CommandSpec spec;

  @Command(name = "list", description = "List schedules.", mixinStandardHelpOptions = true)
  int list(@Mixin Connection connection, @Mixin Terminal terminal, @Mixin Paging paging) {
    Table table =
        new Table()
            .name("SCHEDULE", "/id")
            .text("STATE", "/state")
            .text("ACTION", "/action")
            .text("CRON", "/cron")
            .text("ZONE", "/zone")
            .text("NEXT", "/next_due/0")
            .text("LAST", row -> Values.time(row.at("/last/due_at")))
            .text("RESULT", row -> result(row.path("last")));
    terminal.list(
        connection.gateway().get(SCHEDULES + "?" + paging.query()), table, "No schedules.");
    return ExitCode.DONE;
  }

  /** Where the job is, or why there is none. */
  private static String result(JsonNode run) {
    String state = Values.text(run.path("job_state"));
    return state.isEmpty() ? Values.text(run.path("outcome")) : state;
  }

  @Command(
      name = "show",
      description = "Show a schedule, its next due times and what came of the last ones.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Parameters(paramLabel = "SCHEDULE") String id) {
    JsonNode schedule = connection.gateway().get(path(id));
    JsonNode history = connection.gateway().get(path(id) + "/history?" + paging.query());
    if (terminal.json()) {
      terminal.print(((ObjectNode) schedule).set("history", history));
      return ExitCode.DONE;
    }
    ((ObjectNode) schedule).remove("last");
    terminal.one(schedule);
    terminal.say("");
    Table table =
        new Table()
            .text("DUE", row -> Values.time(row.path("due_at")))
            .text("CAUSE", "/cause")
            .text("OUTCOME", "/outcome")
            .text("JOB", "/job")
            .text("STATE", "/job_state")
            .number("TIMES", "/due_times")
            .text("DETAIL", "/detail");
    terminal.list(history, table, "No due time has come yet.");
    return ExitCode.DONE;
  }

  /** One schedule, or all. */
  static final class Which {
    @Parameters(
        paramLabel = "SCHEDULE",
        arity = "0..1",
        description = "Its id, see: ox schedule list")
    @Nullable String id;

    @Option(names = "--all", description = "All schedules.")
    boolean all;
  }

  @Command(
      name = "pause",
      description = "Pause a schedule or all; what becomes due meanwhile is skipped.",
      mixinStandardHelpOptions = true)
  int pause(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @ArgGroup(exclusive = true, multiplicity = "1") Which which) {
    return turn(connection, terminal, which, "pause", "Paused");
  }

  @Command(
      name = "resume",
      description = "End the pause of a schedule or of all.",
      mixinStandardHelpOptions = true)
  int resume(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @ArgGroup(exclusive = true, multiplicity = "1") Which which) {
    return turn(connection, terminal, which, "resume", "Resumed");
  }

  private static int turn(
      Connection connection, Terminal terminal, Which which, String verb, String done) {
    String id = which.id;
    if (id == null) {
      JsonNode answer = connection.gateway().post(SCHEDULES + "/" + verb, Gateway.body());
      terminal.say(done + " all schedules.");
      printed(terminal, answer);
      return ExitCode.DONE;
    }
    JsonNode schedule = connection.gateway().post(path(id) + "/" + verb, Gateway.body());
    String next = Values.text(schedule.at("/next_due/0"));
    terminal.say("%s %s%s.".formatted(done, id, next.isEmpty() ? "" : ", next due " + next));
    if (schedule.path("state").asText().equals("all_paused")) {
      terminal.say("All schedules are paused; end that with: ox schedule resume --all");
    }
    printed(terminal, schedule);
    return ExitCode.DONE;
  }

  private static void printed(Terminal terminal, JsonNode answer) {
    if (terminal.json()) {
      terminal.print(answer);
    }
  }

  @Command(
      name = "run",
      description = "Order now what a due time would order.",
      mixinStandardHelpOptions = true)
  int run(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "SCHEDULE") String id) {
    JsonNode run = connection.gateway().post(path(id) + "/run", Gateway.body());
    terminal.say("Ordered job " + run.path("job").asText() + ".");
    printed(terminal, run);
    return ExitCode.DONE;
  }

  /** What a schedule does and when; mixed into {@code create} and {@code change}. */
  static final class Definition {
    @Option(
        names = "--cron",
        description = "Minute, hour, day of month, month, day of week, such as \"30 2 * * 1-5\".")
    @Nullable String cron;

    @Option(names = "--zone", description = "Whose clock the times are of, such as Europe/Berlin.")
    @Nullable String zone;

    @Option(names = "--missed", description = "After an outage: skip, once or all.")
    @Nullable String missed;

    @Option(names = "--missed-limit", description = "How many due times \"all\" makes up for.")
    @Nullable Integer missedLimit;

    @Option(names = "--target", description = "What is backed up (default: all); may be repeated.")
    @Nullable List<String> targets;

    @Option(names = "--label", description = "A word to find the backups by.")
    @Nullable String label;

    @Option(names = "--settings", description = "Settings of the action as JSON.")
    @Nullable String settings;

    ObjectNode body(CommandLine command) {
      ObjectNode of = json(command);
      if (targets != null) {
        targets.forEach(of.withArray("targets")::add);
      }
      new Body(of).with("label", label);
      return new Body()
          .with("cron", cron)
          .with("zone", zone)
          .with("missed", missed)
          .with("missed_limit", missedLimit)
          .with("settings", settings != null || !of.isEmpty() ? of : null)
          .json();
    }

    private ObjectNode json(CommandLine command) {
      if (settings == null) {
        return Gateway.body();
      }
      try {
        if (Gateway.JSON.readTree(settings) instanceof ObjectNode object) {
          return object;
        }
      } catch (JsonProcessingException e) {
        throw new CommandLine.ParameterException(
            command, "--settings is not JSON: " + e.getOriginalMessage(), e);
      }
      throw new CommandLine.ParameterException(command, "--settings must be a JSON object");
    }
  }

  @Command(name = "create", description = "Make a schedule.", mixinStandardHelpOptions = true)
  int create(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "SCHEDULE", description = "Its id: small letters, digits and -.")
          String id,
      @Option(
              names = "--action",
              defaultValue = "full-backup",
              description = "What it orders (default: ${DEFAULT-VALUE}).")
          String action,
      @Option(names = "--paused", description = "Make it paused.") boolean paused,
      @Mixin Definition definition) {
    ObjectNode body = definition.body(spec.commandLine()).put("id", id).put("action", action);
    body.put("paused", paused);
    terminal.one(connection.gateway().post(SCHEDULES, body));
    return ExitCode.DONE;
  }

  @Command(
      name = "change",
      description = "Change when a schedule is due or what it orders.",
      mixinStandardHelpOptions = true)
  int change(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "SCHEDULE") String id,
      @Mixin Definition definition) {
    terminal.one(connection.gateway().patch(path(id), definition.body(spec.commandLine())));
    return ExitCode.DONE;
  }

  @Command(
      name = "delete",
      description = "Delete a schedule and its history; its jobs stay.",
      mixinStandardHelpOptions = true)
  int delete(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "SCHEDULE") String id) {
    connection.gateway().delete(path(id));
    terminal.say("Deleted schedule " + id + ".");
    return ExitCode.DONE;
  }

  private static String path(String id) {
    return SCHEDULES + "/" + Gateway.escaped(id);
  }
}
