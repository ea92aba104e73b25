package io.orchestratex.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.ConsoleCommand;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.StandardOutput;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import io.orchestratex.cli.output.Watch;
import io.orchestratex.local.LocalStack;
import io.orchestratex.local.part.Finding;
import io.orchestratex.local.part.PartStatus;
import io.orchestratex.local.part.Progress;
import java.io.Console;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The stack of this checkout: engines and services on this machine. */
public final class StackCommands {

  private static final Duration INTERRUPTED_WITHIN = Duration.ofSeconds(30);

  private StackCommands() {}

  /** Starts the stack, telling what it does part by part. */
  public static List<PartStatus> up(Terminal terminal) {
    return Connection.stack().up(progress(terminal));
  }

  private static Progress progress(Terminal terminal) {
    return (part, step, message) -> {
      String mark =
          switch (step) {
            case WORKING -> "…";
            case DONE -> "✔";
            case UNCHANGED -> "=";
            case WARNING -> "!";
            case FAILED -> "✘";
          };
      synchronized (terminal) {
        // Scripts read standard output; progress is for the person who watches.
        terminal.err().printf("%s %-16s %s%n", mark, part, message);
        terminal.err().flush();
      }
    };
  }

  /** {@code ox up}. */
  @Command(
      name = "up",
      description = "Start the stack; restart what crashed, leave the rest alone.",
      mixinStandardHelpOptions = true)
  public static final class Up implements Callable<Integer> {
    @Mixin private Terminal terminal;

    /** What can be tried besides the engines of every stack. */
    static final class Samples extends ArrayList<String> {
      @Serial private static final long serialVersionUID = 1L;

      Samples() {
        super(LocalStack.samples().keySet());
      }
    }

    @Option(
        names = "--with",
        paramLabel = "SAMPLE",
        completionCandidates = Samples.class,
        description =
            "Also put in, to try backups with: ${COMPLETION-CANDIDATES}. It is a target of that name,"
                + " and stays for later starts.")
    private Set<String> with = Set.of();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Map<String, String> known = LocalStack.samples();
      for (String each : with) {
        if (!known.containsKey(each)) {
          throw new ParameterException(
              spec.commandLine(), "There is no sample " + each + "; there are " + known + ".");
        }
      }
      LocalStack stack = Connection.stack();
      stack.mustBeOpen();
      with.forEach(each -> stack.add(each, progress(terminal)));
      List<PartStatus> parts = upUnlessInterrupted(stack);
      show(terminal, stack, parts);
      terminal.say("");
      terminal.say("Console        " + ConsoleCommand.address(stack.gatewayAddress()));
      terminal.say("Gateway        " + stack.gatewayAddress());
      terminal.say("API document   " + stack.gatewayAddress() + "/swagger-ui");
      terminal.say("Admin          user admin, password in " + stack.adminPasswordFile());
      terminal.say("");
      terminal.say("Next:  ./ox login          sign in as the admin");
      terminal.say("       ./ox demo           watch the whole story in a minute");
      terminal.say("       ./ox chat \"Hello\"    talk to the demo model");
      return parts.stream().allMatch(part -> part.state() == PartStatus.State.RUNNING)
          ? ExitCode.DONE
          : ExitCode.FAILED;
    }

    private List<PartStatus> upUnlessInterrupted(LocalStack stack) {
      return Watch.untilEnd(
          () -> stack.up(progress(terminal)),
          () ->
              terminal
                  .err()
                  .println(
                      "\nWhat was started goes on. See it: ox status; start the rest: ox up;"
                          + " stop it: ox down, or Ctrl-C again now"),
          starting -> stopAll(stack, starting));
    }

    private void stopAll(LocalStack stack, Thread starting) {
      try {
        starting.interrupt();
        starting.join(INTERRUPTED_WITHIN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      stack.down(progress(terminal));
      throw new Watch.InterruptedByUser();
    }
  }

  /** {@code ox down}. */
  @Command(
      name = "down",
      description = "Stop the stack; its data stays.",
      mixinStandardHelpOptions = true)
  public static final class Down implements Callable<Integer> {
    @Mixin private Terminal terminal;

    @Override
    public Integer call() {
      LocalStack stack = Connection.stack();
      stack.mustBeOpen();
      if (!stack.exists()) {
        terminal.say("There is no stack in " + stack.folder() + "; nothing had to be stopped.");
        return ExitCode.DONE;
      }
      stack.down(progress(terminal));
      terminal.say("Stopped. The data stays in " + stack.folder() + ".");
      return ExitCode.DONE;
    }
  }

  /** {@code ox status}. */
  @Command(
      name = "status",
      description = "Show each part; fails when one does not run.",
      mixinStandardHelpOptions = true)
  public static final class Status implements Callable<Integer> {
    @Mixin private Terminal terminal;

    @Override
    public Integer call() {
      LocalStack stack = Connection.stack();
      List<PartStatus> parts = stack.status();
      show(terminal, stack, parts);
      return parts.stream().allMatch(part -> part.state() == PartStatus.State.RUNNING)
          ? ExitCode.DONE
          : ExitCode.FAILED;
    }
  }

  private static void show(Terminal terminal, LocalStack stack, List<PartStatus> parts) {
    if (terminal.json()) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("gateway", stack.gatewayAddress().toString());
      all.put("parts", parts.stream().map(StackCommands::row).toList());
      terminal.print(all);
      return;
    }
    JsonNode rows = Gateway.JSON.valueToTree(parts.stream().map(StackCommands::row).toList());
    new Table()
        .name("PART", "/name")
        .text("STATE", "/state")
        .text("ADDRESS", "/address")
        .number("PID", row -> row.hasNonNull("pid") ? row.path("pid").asText() : "-")
        .number("MEMORY", row -> memory(row.path("resident_bytes").asLong()))
        .print(terminal.out(), rows, "This stack has no parts.");
    for (PartStatus part : parts) {
      part.lastLines().forEach(line -> terminal.say(part.name() + " | " + line));
    }
    long total = parts.stream().mapToLong(PartStatus::residentBytes).sum();
    terminal.say("Memory in all: " + Values.bytes(total));
  }

  private static String memory(long bytes) {
    return bytes == 0 ? "-" : Values.bytes(bytes);
  }

  private static Map<String, Object> row(PartStatus part) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", part.name());
    row.put("state", part.state().name().toLowerCase(java.util.Locale.ROOT));
    row.put("address", part.address());
    row.put("pid", part.pid());
    row.put("resident_bytes", part.residentBytes());
    if (!part.lastLines().isEmpty()) {
      row.put("last_lines", part.lastLines());
    }
    return row;
  }

  /** {@code ox logs}. */
  @Command(
      name = "logs",
      aliases = "log",
      description = "Show the log of a part, or of all.",
      mixinStandardHelpOptions = true)
  public static final class Logs implements Callable<Integer> {
    @Mixin private Terminal terminal;

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "PART",
        description = "Such as mongodb or backup-service.")
    private @Nullable String part;

    @Option(
        names = {"-n", "--tail"},
        description = "Lines to begin with (default ${DEFAULT-VALUE}).")
    private int tail = 100;

    @Option(
        names = {"-f", "--follow"},
        description = "Go on with what is written from now on.")
    private boolean follow;

    @Option(names = "--grep", description = "Only lines that hold this text, in any case.")
    private @Nullable String grep;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      if (tail < 0) {
        throw new ParameterException(spec.commandLine(), "--tail must be at least 0");
      }
      String wanted = grep == null ? "" : grep.toLowerCase(java.util.Locale.ROOT);
      Connection.stack()
          .logs(
              Optional.ofNullable(part),
              tail,
              () -> follow && !StandardOutput.readerIsGone(),
              line -> {
                if (line.toLowerCase(java.util.Locale.ROOT).contains(wanted)) {
                  terminal.out().println(line);
                  terminal.out().flush();
                }
              });
      return follow && StandardOutput.readerIsGone() ? ExitCode.READER_GONE : ExitCode.DONE;
    }
  }

  /** {@code ox doctor}. */
  @Command(
      name = "doctor",
      description = "Look at what the stack needs and at what runs.",
      mixinStandardHelpOptions = true)
  public static final class Doctor implements Callable<Integer> {
    @Mixin private Terminal terminal;

    @Override
    public Integer call() {
      List<Finding> findings = Connection.stack().doctor();
      if (terminal.json()) {
        terminal.print(findings);
      }
      for (Finding finding : findings) {
        String mark =
            switch (finding.verdict()) {
              case GOOD -> "✔";
              case WARNING -> "!";
              case BAD -> "✘";
            };
        terminal.say(String.format("%s %-20s %s", mark, finding.subject(), finding.detail()));
        if (!finding.advice().isEmpty()) {
          terminal.say("                       → " + finding.advice());
        }
      }
      return findings.stream().anyMatch(finding -> finding.verdict() == Finding.Verdict.BAD)
          ? ExitCode.FAILED
          : ExitCode.DONE;
    }
  }

  /** {@code ox reset}. */
  @Command(
      name = "reset",
      description = "Stop the stack and delete all of its data, after a confirmation.",
      mixinStandardHelpOptions = true)
  public static final class Reset implements Callable<Integer> {
    @Mixin private Terminal terminal;

    @Option(
        names = {"-y", "--yes"},
        description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() {
      LocalStack stack = Connection.stack();
      stack.mustBeOpen();
      Path folder = stack.folder();
      if (!Files.isDirectory(folder)) {
        terminal.say("There is no stack in " + folder + "; nothing had to be deleted.");
        return ExitCode.DONE;
      }
      if (!yes) {
        Console console = System.console();
        String answer =
            console == null
                ? null
                : console.readLine(
                    "Delete everything in %s, backups included? Type 'reset': ", folder);
        if (!"reset".equals(answer)) {
          return terminal.failed(
              ExitCode.REFUSED,
              "ox.not-confirmed",
              "Nothing was changed. Confirm by typing reset, or use --yes.");
        }
      }
      stack.reset(progress(terminal));
      terminal.say("Deleted " + folder + ".");
      return ExitCode.DONE;
    }
  }

  /** {@code ox env}. */
  @Command(
      name = "env",
      description =
          "Print what psql, mongosh, redis-cli and Kafka's tools need. Use: eval \"$(./ox env)\"",
      mixinStandardHelpOptions = true)
  public static final class Env implements Callable<Integer> {
    @Mixin private Terminal terminal;

    @Override
    public Integer call() {
      LocalStack stack = Connection.stack();
      Map<String, String> variables = new LinkedHashMap<>(stack.environment());
      if (terminal.json()) {
        terminal.print(variables);
        return ExitCode.DONE;
      }
      variables.forEach((name, value) ->
          terminal.out().println("export " + name + "='" + value.replace("'", "'\\''") + "'"));
      stack
          .commands()
          .forEach((tool, command) -> terminal.out().println("# " + tool + ": " + command));
      return ExitCode.DONE;
    }
  }
}
