package io.orchestratex.cli;

import io.orchestratex.cli.access.ApiFailure;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.OutputFailedException;
import io.orchestratex.cli.output.Problem;
import io.orchestratex.cli.output.Watch.InterruptedByUser;
import io.orchestratex.local.NoSuchPartException;
import io.orchestratex.local.fault.FaultText;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.StackClosedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where a command that does not succeed gets its words and its exit code. */
final class Refusals {

  private static final String JSON = "--json";

  private Refusals() {}

  /** Runs what was parsed; help that cannot be written is a failure as well. */
  static int run(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (OutputFailedException e) {
      return outputFailed(e, parsed.commandSpec().commandLine().getErr());
    }
  }

  /** Wrong usage: what is wrong, and what was probably meant. */
  static int wrongUsage(ParameterException failure, String[] arguments) {
    CommandLine at = failure.getCommandLine();
    StringBuilder words = new StringBuilder(String.valueOf(failure.getMessage()));
    List<String> meant =
        failure instanceof UnmatchedArgumentException unmatched
            ? Suggestions.of(at, unmatched.getUnmatched())
            : List.of();
    if (!meant.isEmpty()) {
      words.append("\nDid you mean: ").append(String.join(" or ", meant)).append('?');
    }
    boolean json = Arrays.asList(arguments).contains(JSON);
    new Problem(ExitCode.USAGE, "ox.usage", words.toString()).print(at.getErr(), json);
    if (!json && meant.isEmpty()) {
      if (at.getSubcommands().isEmpty()) {
        at.getErr().println("Try: " + at.getCommandSpec().qualifiedName() + " --help");
      } else {
        at.usage(at.getErr());
      }
    }
    return ExitCode.USAGE;
  }

  /** What went wrong while a command ran. */
  static int failed(Exception failure, CommandLine at, ParseResult parsed) {
    if (failure instanceof ParameterException usage) {
      return wrongUsage(usage, parsed.originalArgs().toArray(String[]::new));
    }
    if (failure instanceof OutputFailedException output) {
      return outputFailed(output, at.getErr());
    }
    if (failure instanceof InterruptedByUser) {
      return ExitCode.INTERRUPTED;
    }
    boolean json = parsed.originalArgs().contains(JSON);
    int exit = explain(failure, at.getErr(), json);
    if (System.getenv("OX_DEBUG") != null) {
      failure.printStackTrace(at.getErr());
    }
    return exit;
  }

  private static int explain(Exception failure, PrintWriter err, boolean json) {
    return switch (failure) {
      case ApiFailure api -> {
        api.problem().print(err, json);
        yield api.exitCode();
      }
      case StackClosedException closed ->
          said(ExitCode.DENIED, "ox.stack-closed", closed.getMessage(), err, json);
      case PartFailedException part ->
          said(ExitCode.FAILED, "ox.part-failed", part.getMessage(), err, json);
      case NoSuchPartException unknown ->
          said(ExitCode.NOT_FOUND, "ox.part-unknown", unknown.getMessage(), err, json);
      case InterruptedException _ ->
          said(ExitCode.FAILED, "ox.interrupted", "interrupted", err, json);
      case IOException _, UncheckedIOException _ ->
          said(ExitCode.FAILED, "ox.file-fault", "ox: " + FaultText.of(failure), err, json);
      case IllegalStateException state when state.getMessage() != null ->
          said(ExitCode.FAILED, "ox.failed", "ox: " + FaultText.of(state), err, json);
      default ->
          said(
              ExitCode.FAILED,
              "ox.fault",
              "ox: " + FaultText.of(failure) + " (a fault of ox itself; OX_DEBUG=1 shows where)",
              err,
              json);
    };
  }

  private static int said(
      int exit,
      String code,
      @org.jspecify.annotations.Nullable String detail,
      PrintWriter err,
      boolean json) {
    new Problem(exit, code, String.valueOf(detail)).print(err, json);
    return exit;
  }

  /** The end of a program whose output is not read. */
  static int outputFailed(OutputFailedException failure, PrintWriter err) {
    if (!failure.readerGone()) {
      err.println("ox: " + failure.getMessage());
    }
    return failure.exitCode();
  }
}
