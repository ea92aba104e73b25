package io.orchestratex.cli.access;

import io.orchestratex.local.fault.FaultText;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --password-file}, mixed into verbs that need a password; no password is an argument. */
public final class PasswordFile {

  @Option(names = "--password-file", description = "File whose first line is the password.")
  private @Nullable Path file;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  /** The first line of the file; empty when none was named. */
  public Optional<String> read() {
    if (file == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Files.readAllLines(file).stream()
              .findFirst()
              .filter(line -> !line.isBlank())
              .orElseThrow(() -> wrong("--password-file: " + file + " is empty.")));
    } catch (IOException e) {
      throw wrong("--password-file: " + FaultText.of(e) + ".");
    }
  }

  /** What is typed, without showing it. */
  public String ask(String user) {
    Console console = System.console();
    char[] typed = console == null ? null : console.readPassword("Password of %s: ", user);
    if (typed == null) {
      throw wrong("No terminal to ask for the password: use --password-file.");
    }
    return new String(typed);
  }

  /** What is typed twice, so that a slip of the finger does not become a password. */
  public String askTwice(String user) {
    String typed = ask(user);
    if (!typed.equals(ask(user + " again"))) {
      throw wrong("The two passwords differ. Nothing was changed.");
    }
    return typed;
  }

  private ParameterException wrong(String what) {
    return new ParameterException(verb.commandLine(), what);
  }
}
