package io.orchestratex.cli.manual;

import io.orchestratex.cli.output.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ox completion bash}: what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    description =
        "Print a script by which bash or zsh completes commands. Use: source <(./ox completion bash)",
    mixinStandardHelpOptions = true)
public final class CompletionCommand implements Callable<Integer> {

  /** The shells that are known. */
  enum Shell {
    BASH,
    ZSH
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell;

  @Override
  public Integer call() {
    // One script for both: it turns on zsh's own emulation of bash's completion.
    String script = AutoComplete.bash("ox", spec.root().commandLine());
    spec.commandLine().getOut().print(script);
    if (shell == Shell.ZSH) {
      spec.commandLine().getOut().println("# ./ox is completed as ox is.");
    }
    spec.commandLine().getOut().println("complete -o default -F _complete_ox ./ox");
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }
}
