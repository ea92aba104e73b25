package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.backup.TargetSides.Outcome;
import io.orchestratex.cli.backup.TargetSides.Refusal;
import io.orchestratex.cli.backup.TargetSides.Side;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import java.io.Console;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox target}: the servers that are backed up and watched. */
@Command(
    name = "target",
    aliases = "targets",
    description = "See and change which servers are backed up and watched.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class TargetCommand {

  private static final String URI =
      "Connection string, such as mongodb://user@host:27017/?authSource=admin. Without a password in"
          + " it, that is asked for.";

  @Command(
      name = "list",
      description = {
        "List what is backed up and what is watched.",
        "A database that is only one of them is shown with the command that adds the other."
      },
      mixinStandardHelpOptions = true)
  int list(@Mixin Connection connection, @Mixin Terminal terminal, @Mixin Paging paging) {
    JoinedTargets targets = JoinedTargets.read(connection.gateway());
    Table table =
        new Table()
            .name("TARGET", "/id")
            .text("ENGINE", "/engine")
            .text("ADDRESS", "/address")
            .text("BACKED UP", row -> yes(row, "backed_up"))
            .text("WATCHED", TargetCommand::watched)
            .text("DATABASES", "/databases")
            .text("RESTORABLE", "/restorable/verdict")
            .name("LAST GOOD BACKUP", "/last_good_backup/id")
            .text("WHY", "/restorable/reason");
    ObjectNode page = targets.page(paging.limit(), paging.offset());
    terminal.list(page, table, "No targets. Add one: ox target add mongodb://user@host:27017");
    targets
        .away()
        .forEach(each ->
            terminal.say(each + " does not answer; what it knows of targets is not shown."));
    for (JsonNode each : page.path("items")) {
      if (each.has("gap")) {
        terminal.say(
            "%s is only %s. To change that: %s"
                .formatted(
                    each.path("id").asText(),
                    each.path("backed_up").asBoolean() ? "backed up" : "watched",
                    each.path("gap").asText()));
      }
    }
    return ExitCode.DONE;
  }

  private static String yes(JsonNode row, String field) {
    return row.path(field).asBoolean() ? "yes" : "no";
  }

  private static String watched(JsonNode row) {
    return row.path("watched").asBoolean() ? row.at("/watch/state").asText() : "no";
  }

  @Command(
      name = "show",
      description = "Show a target, as backups and monitoring know it.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "TARGET", description = "Its id, see: ox target list") String id) {
    ObjectNode target = JoinedTargets.read(connection.gateway()).find(id);
    if (target == null) {
      return terminal.failed(
          ExitCode.NOT_FOUND,
          "ox.target-unknown",
          "There is no target " + id + ". See those there are: ox target list");
    }
    terminal.one(target);
    return ExitCode.DONE;
  }

  @Command(
      name = "add",
      description = {
        "Add a server: it is tested, then backed up and watched from now on.",
        "When the test fails, nothing is added and the step that failed is named, with what to do."
      },
      mixinStandardHelpOptions = true)
  int add(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin TargetSides sides,
      @Mixin TargetSecret secret,
      @Parameters(paramLabel = "URI", description = URI) String uri,
      @Option(names = "--id", description = "What it is called (default: made of engine and host).")
          @Nullable String id,
      @Option(names = "--label", description = "A label, NAME=VALUE; can be repeated.")
          @Nullable Map<String, String> labels,
      @Option(
              names = "--watch-uri",
              description =
                  "Connection string with an account of its own to watch (default: the same).")
          @Nullable String watchUri,
      @Option(names = "--untested", description = "Add it without a test.") boolean untested) {
    Gateway gateway = connection.gateway();
    sides.fitTo(uri);
    String password = secret.of(uri);
    AtomicReference<@Nullable String> called = new AtomicReference<>(id);
    Outcome outcome =
        sides.act(
            false,
            side -> {
              boolean own = side == Side.WATCH && watchUri != null;
              JsonNode added =
                  gateway.post(
                      side.path + (untested ? "?test=false" : ""),
                      new Body()
                          .with("id", called.get())
                          .with("uri", own ? watchUri : uri)
                          .with("password", own ? null : password)
                          .with("labels", labels)
                          .json());
              called.set(added.path("id").asText());
              return added;
            });
    String name = String.valueOf(called.get());
    Refusal refused = outcome.refused();
    if (refused != null) {
      return TargetSides.half(
          terminal,
          refused,
          "The target %s is added and %s, but not %s."
              .formatted(name, outcome.done().getFirst().participle, refused.side().participle),
          "ox target add URI --id %s --%s-only".formatted(name, refused.side().option));
    }
    terminal.say("Added: the target " + name + " is " + participles(outcome) + " from now on.");
    if (outcome.done().contains(Side.BACKUP)) {
      terminal.say("To back it up now: ox backup run " + name);
    }
    return printed(terminal, outcome, name);
  }

  @Command(
      name = "change",
      description = {
        "Change where a target is, how to sign in there, or its labels.",
        "What is not given stays; with --password-stdin alone, the password is changed."
      },
      mixinStandardHelpOptions = true)
  int change(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin TargetSides sides,
      @Mixin TargetSecret secret,
      @Parameters(paramLabel = "TARGET", description = "Its id, see: ox target list") String id,
      @Option(names = "--uri", description = URI) @Nullable String uri,
      @Option(
              names = "--label",
              description = "A label, NAME=VALUE; can be repeated. Replaces all labels.")
          @Nullable Map<String, String> labels,
      @Option(names = "--untested", description = "Change it without a test.") boolean untested) {
    Gateway gateway = connection.gateway();
    Body body = new Body().with("uri", uri).with("password", secret.of(uri)).with("labels", labels);
    Outcome outcome =
        sides.act(
            true,
            side -> gateway.patch(side.path(id) + (untested ? "?test=false" : ""), body.json()));
    Refusal refused = outcome.refused();
    if (refused != null) {
      return TargetSides.half(
          terminal,
          refused,
          "The target %s is changed for what is %s, but not for what is %s."
              .formatted(id, outcome.done().getFirst().participle, refused.side().participle),
          "ox target change %s … --%s-only".formatted(id, refused.side().option));
    }
    terminal.say("Changed: the target " + id + " (" + participles(outcome) + ").");
    return printed(terminal, outcome, id);
  }

  @Command(
      name = "remove",
      description = {
        "Remove a target that was added, after a confirmation.",
        "It is neither backed up nor watched any more; its backups stay."
      },
      mixinStandardHelpOptions = true)
  int remove(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin TargetSides sides,
      @Parameters(paramLabel = "TARGET", description = "Its id, see: ox target list") String id,
      @Option(names = "--force", description = "Remove it although policies or schedules name it.")
          boolean force,
      @Option(
              names = {"-y", "--yes"},
              description = "Do not ask.")
          boolean yes) {
    if (!yes && !confirmed(id)) {
      return terminal.failed(
          ExitCode.REFUSED,
          "ox.not-confirmed",
          "Nothing was changed. Confirm by typing the target's id, or use --yes.");
    }
    Gateway gateway = connection.gateway();
    Outcome outcome =
        sides.act(
            true,
            side ->
                gateway.delete(
                    side.path(id) + (force && side == Side.BACKUP ? "?force=true" : "")));
    Refusal refused = outcome.refused();
    if (refused != null) {
      return TargetSides.half(
          terminal,
          refused,
          "The target %s is not %s any more, but still %s."
              .formatted(id, outcome.done().getFirst().participle, refused.side().participle),
          "ox target remove %s --%s-only".formatted(id, refused.side().option));
    }
    terminal.say("Removed: the target " + id + " is not " + participles(outcome) + " any more.");
    return ExitCode.DONE;
  }

  private static boolean confirmed(String id) {
    Console console = System.console();
    return console != null
        && id.equals(console.readLine("Remove it? Type the target's id, %s: ", id));
  }

  @Command(
      name = "test",
      description = {
        "Test the connection to a target, or to a URI that is not added yet.",
        "Each step is shown: name, tcp, tls, sign-in, permission."
      },
      mixinStandardHelpOptions = true)
  int test(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin TargetSides sides,
      @Mixin TargetSecret secret,
      @Parameters(paramLabel = "TARGET|URI", description = "An id, or a connection string.")
          String target) {
    Gateway gateway = connection.gateway();
    boolean isUri = target.contains("://");
    String password = isUri ? secret.of(target) : null;
    Outcome outcome =
        sides.act(
            !isUri,
            side ->
                isUri
                    ? gateway.post(
                        side.path + "/test",
                        new Body().with("uri", target).with("password", password).json())
                    : gateway.post(side.path(target) + "/test", Gateway.body()));
    Refusal refused = outcome.refused();
    if (refused != null) {
      throw refused.failure();
    }
    boolean passed = true;
    for (Side side : outcome.done()) {
      JsonNode report = outcome.answers().path(side.option);
      passed &= report.path("passed").asBoolean();
      ConnectionSteps.print(terminal, side.participle, report);
    }
    if (terminal.json()) {
      terminal.print(outcome.answers());
    }
    return passed ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static String participles(Outcome outcome) {
    return outcome.done().stream()
        .map(side -> side.participle)
        .collect(Collectors.joining(" and "));
  }

  private static int printed(Terminal terminal, Outcome outcome, String id) {
    if (terminal.json()) {
      terminal.print(outcome.answers().put("id", id));
    }
    return ExitCode.DONE;
  }
}
