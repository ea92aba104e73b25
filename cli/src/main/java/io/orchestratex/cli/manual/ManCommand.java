package io.orchestratex.cli.manual;

import io.orchestratex.cli.output.ExitCode;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/**
 * {@code ox man}: the manual page, in the format of {@code man}. Everything in it comes from the
 * commands themselves.
 */
@Command(
    name = "man",
    description = "Print the manual page. Use: ./ox man | man -l -",
    mixinStandardHelpOptions = true)
public final class ManCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    CommandLine root = spec.root().commandLine();
    out.printf(".TH OX 1 \"\" \"ox %s\" \"OrchestrateX\"%n", Version.number());
    out.println(".SH NAME");
    out.println("ox \\- " + text(description(root)));
    out.println(".SH SYNOPSIS");
    out.println(".B ox\nCOMMAND [OPTIONS] [ARGUMENTS]");
    out.println(".SH COMMANDS");
    commands(root).forEach(command -> page(command, out));
    out.println(".SH EXIT STATUS");
    out.println(text(String.join(" ", root.getCommandSpec().usageMessage().footer()).strip()));
    out.flush();
    return ExitCode.DONE;
  }

  private static void page(CommandLine command, PrintWriter out) {
    List<CommandLine> verbs = commands(command);
    if (verbs.isEmpty()) {
      out.println(".SS " + text(command.getCommandSpec().qualifiedName()));
      out.println(text(description(command)));
      out.println(".PP\n.B " + text(synopsis(command)));
      Stream.concat(
              command.getCommandSpec().positionalParameters().stream(),
              command.getCommandSpec().options().stream())
          .filter(argument -> !argument.hidden() && !isHelp(argument))
          .forEach(argument -> argument(argument, out));
    }
    verbs.forEach(verb -> page(verb, out));
  }

  private static void argument(ArgSpec argument, PrintWriter out) {
    String label =
        argument instanceof OptionSpec option
            ? Stream.of(option.names()).collect(Collectors.joining(", "))
                + (option.arity().max() > 0 ? " " + option.paramLabel() : "")
            : argument.paramLabel();
    out.println(".TP\n.B " + text(label));
    out.println(text(String.join(" ", argument.renderedDescription())));
  }

  private static boolean isHelp(ArgSpec argument) {
    return argument instanceof OptionSpec option && (option.usageHelp() || option.versionHelp());
  }

  private static String synopsis(CommandLine command) {
    return new Help(command.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF))
        .synopsis(0)
        .strip()
        .replaceAll("\\s+", " ");
  }

  private static String description(CommandLine command) {
    String[] lines = command.getCommandSpec().usageMessage().description();
    return String.format(Locale.ROOT, String.join(" ", lines));
  }

  /** The verbs below a command, each once. */
  private static List<CommandLine> commands(CommandLine command) {
    return List.copyOf(new LinkedHashSet<>(command.getSubcommands().values()));
  }

  /** Plain text in troff's eyes; a line never begins with one of its requests. */
  private static String text(String plain) {
    String bare = Help.Ansi.OFF.string(plain);
    String escaped = bare.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
