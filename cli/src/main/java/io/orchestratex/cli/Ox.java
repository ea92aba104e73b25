package io.orchestratex.cli;

import io.orchestratex.cli.access.AccessCommands;
import io.orchestratex.cli.access.ConsoleCommand;
import io.orchestratex.cli.adopt.AdoptCommand;
import io.orchestratex.cli.backup.BackupCommand;
import io.orchestratex.cli.backup.DrillCommand;
import io.orchestratex.cli.backup.LogCommand;
import io.orchestratex.cli.backup.PolicyCommand;
import io.orchestratex.cli.backup.ReadinessCommand;
import io.orchestratex.cli.backup.RecoveryCommand;
import io.orchestratex.cli.backup.RestoreCommand;
import io.orchestratex.cli.backup.TargetCommand;
import io.orchestratex.cli.backup.VaultCommand;
import io.orchestratex.cli.conversation.AgentCommand;
import io.orchestratex.cli.conversation.ChatCommand;
import io.orchestratex.cli.conversation.ModelCommand;
import io.orchestratex.cli.conversation.SessionCommand;
import io.orchestratex.cli.conversation.TaskCommand;
import io.orchestratex.cli.conversation.ThreadCommand;
import io.orchestratex.cli.conversation.UsageCommand;
import io.orchestratex.cli.demo.DemoCommand;
import io.orchestratex.cli.identity.ApiKeyCommand;
import io.orchestratex.cli.identity.SigningKeyCommand;
import io.orchestratex.cli.identity.UserCommand;
import io.orchestratex.cli.manual.CompletionCommand;
import io.orchestratex.cli.manual.HelpCommand;
import io.orchestratex.cli.manual.ManCommand;
import io.orchestratex.cli.manual.Version;
import io.orchestratex.cli.output.OutputFailedException;
import io.orchestratex.cli.output.StandardOutput;
import io.orchestratex.cli.schedule.ScheduleCommand;
import io.orchestratex.cli.stack.StackCommands;
import io.orchestratex.cli.system.MaintenanceCommand;
import io.orchestratex.cli.system.ParkedEventCommand;
import io.orchestratex.cli.system.SignInCommand;
import io.orchestratex.cli.system.SystemCommand;
import io.orchestratex.cli.watch.AlertCommand;
import io.orchestratex.cli.watch.CaseCommand;
import io.orchestratex.cli.watch.EventsCommand;
import io.orchestratex.cli.watch.MetricsCommand;
import io.orchestratex.cli.watch.RuleCommand;
import io.orchestratex.cli.watch.WebhookCommand;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the {@code ox} command. */
@Command(
    name = "ox",
    description = "OrchestrateX: conversations, backups, monitoring and alerts, from a terminal.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Two more verbs belong to the launcher: `ox test` runs all tests, `ox bench`",
      "measures.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 unreachable, 4 not signed in",
      "or not allowed, 5 no such thing, 6 refused as it stands, 7 the backup is",
      "partial, 130 ended by Ctrl-C, 141 its reader has gone."
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
          ConsoleCommand.class,
          SessionCommand.class,
          ThreadCommand.class,
          ChatCommand.class,
          ModelCommand.class,
          AgentCommand.class,
          TaskCommand.class,
          UsageCommand.class,
          AdoptCommand.class,
          TargetCommand.class,
          BackupCommand.class,
          RestoreCommand.class,
          DrillCommand.class,
          LogCommand.class,
          RecoveryCommand.class,
          ReadinessCommand.class,
          VaultCommand.class,
          PolicyCommand.class,
          ScheduleCommand.class,
          MetricsCommand.class,
          AlertCommand.class,
          CaseCommand.class,
          RuleCommand.class,
          WebhookCommand.class,
          EventsCommand.class,
          ParkedEventCommand.class,
          UserCommand.class,
          ApiKeyCommand.class,
          SignInCommand.class,
          SigningKeyCommand.class,
          MaintenanceCommand.class,
          SystemCommand.class,
          DemoCommand.class,
          HelpCommand.class,
          CompletionCommand.class,
          ManCommand.class);

  /** Those that speak of all the others. */
  private static final List<String> ABOUT_ALL = List.of("help", "completion", "man");

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Runs one verb and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    PrintWriter out = StandardOutput.writer();
    PrintWriter err = new PrintWriter(System.err, true);
    try {
      int exit = commandLine(args).setOut(out).setErr(err).execute(args);
      out.flush();
      return exit;
    } catch (OutputFailedException e) {
      return Refusals.outputFailed(e, err);
    }
  }

  /** The whole command, ready to run. */
  public static CommandLine commandLine() {
    return commandLine("help");
  }

  /**
   * The command for some arguments: of the verbs that are not asked for it knows the names and the
   * description only, since to look at all their options takes longer than most verbs do.
   */
  static CommandLine commandLine(String... args) {
    String verb = args.length == 0 ? "" : args[0];
    CommandLine ox = new CommandLine(new Ox());
    for (Class<?> each : VERBS) {
      Command described = each.getAnnotation(Command.class);
      List<String> aliases = List.of(described.aliases());
      if (ABOUT_ALL.contains(verb) || described.name().equals(verb) || aliases.contains(verb)) {
        ox.addSubcommand(each);
      } else {
        CommandLine.Model.CommandSpec outline = CommandLine.Model.CommandSpec.create();
        outline.usageMessage().header(described.header()).description(described.description());
        outline.usageMessage().hidden(described.hidden());
        outline.aliases(described.aliases());
        ox.addSubcommand(described.name(), outline);
      }
    }
    return ox.setCaseInsensitiveEnumValuesAllowed(true)
        // What is typed is sent, also "@file".
        .setExpandAtFiles(false)
        .setExecutionStrategy(Refusals::run)
        .setParameterExceptionHandler(Refusals::wrongUsage)
        .setExecutionExceptionHandler(Refusals::failed);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
