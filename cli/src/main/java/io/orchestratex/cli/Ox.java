package io.orchestratex.cli;

import io.orchestratex.cli.access.AccessCommands;
import io.orchestratex.cli.access.ApiFailure;
import io.orchestratex.cli.backup.BackupCommand;
import io.orchestratex.cli.backup.RestoreCommand;
import io.orchestratex.cli.backup.TargetCommand;
import io.orchestratex.cli.conversation.ChatCommand;
import io.orchestratex.cli.conversation.SessionCommand;
import io.orchestratex.cli.conversation.ThreadCommand;
import io.orchestratex.cli.demo.DemoCommand;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.stack.StackCommands;
import io.orchestratex.cli.watch.AlertCommand;
import io.orchestratex.cli.watch.CaseCommand;
import io.orchestratex.cli.watch.EventsCommand;
import io.orchestratex.cli.watch.MetricsCommand;
import io.orchestratex.cli.watch.RuleCommand;
import io.orchestratex.cli.watch.WebhookCommand;
import io.orchestratex.local.part.PartFailedException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the {@code ox} command. */
@Command(
    name = "ox",
    description = "OrchestrateX: conversations, backups, monitoring and alerts, from a terminal.",
    mixinStandardHelpOptions = true,
    versionProvider = Ox.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Two more verbs belong to the launcher: `ox test` runs all tests, `ox bench` measures.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 unreachable, 4 not signed in or not allowed,",
      "5 no such thing, 6 refused as it stands."
    })
public final class Ox implements Runnable {

  private static final List<Class<?>> VERBS =
      List.of(
          StackCommands.Up.class,
          StackCommands.Down.class,
          StackCommands.Status.class,
          StackCommands.Logs.class,
          StackCommands.Doctor.class,
          StackCommands.Reset.class,
          StackCommands.Env.class,
          AccessCommands.Login.class,
          AccessCommands.Logout.class,
          AccessCommands.Whoami.class,
          AccessCommands.Token.class,
          AccessCommands.Health.class,
          SessionCommand.class,
          ThreadCommand.class,
          ChatCommand.class,
          TargetCommand.class,
          BackupCommand.class,
          RestoreCommand.class,
          MetricsCommand.class,
          AlertCommand.class,
          CaseCommand.class,
          RuleCommand.class,
          WebhookCommand.class,
          EventsCommand.class,
          DemoCommand.class,
          CommandLine.HelpCommand.class);

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Runs one verb and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine(args).execute(args));
  }

  /** The whole command, ready to run. */
  public static CommandLine commandLine() {
    return commandLine("help");
  }

  /**
   * The command for some arguments: of the verbs that are not asked for it knows the name and the
   * description only, since to look at all their options takes longer than most verbs do.
   */
  static CommandLine commandLine(String... args) {
    String verb = args.length == 0 ? "" : args[0];
    boolean allOfThem = verb.equals("help");
    CommandLine ox = new CommandLine(new Ox());
    for (Class<?> each : VERBS) {
      Command described = each.getAnnotation(Command.class);
      if (allOfThem || described.name().equals(verb)) {
        ox.addSubcommand(each);
      } else {
        CommandLine.Model.CommandSpec outline = CommandLine.Model.CommandSpec.create();
        outline.usageMessage().header(described.header()).description(described.description());
        ox.addSubcommand(described.name(), outline);
      }
    }
    return ox.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> explain(failure, command.getErr()));
  }

  /** Says what went wrong in words, and which exit code that is. */
  static int explain(Exception failure, PrintWriter err) throws Exception {
    return switch (failure) {
      case ApiFailure api -> {
        err.println(api.explanation());
        yield api.exitCode();
      }
      case PartFailedException part -> {
        err.println(part.getMessage());
        yield ExitCode.FAILED;
      }
      case CommandLine.ParameterException usage -> throw usage;
      case InterruptedException _ -> {
        err.println("interrupted");
        yield ExitCode.FAILED;
      }
      default -> {
        err.println("ox: " + failure);
        if (System.getenv("OX_DEBUG") != null) {
          failure.printStackTrace(err);
        }
        yield ExitCode.FAILED;
      }
    };
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Reads the version from the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Ox.class.getPackage().getImplementationVersion();
      return new String[] {"ox " + (version == null ? "(development)" : version)};
    }
  }
}
