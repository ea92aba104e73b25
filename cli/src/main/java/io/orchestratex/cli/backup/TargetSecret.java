package io.orchestratex.cli.backup;

import io.orchestratex.cli.access.PasswordFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The password of a target's account, so that it need not be in the URI and the shell's history.
 */
public final class TargetSecret {

  private static final Pattern ACCOUNT =
      Pattern.compile("[A-Za-z0-9+.-]+://(?<user>[^:@/?#]+)(?<password>:[^@/?#]*)?@.*");

  @Option(
      names = "--password-stdin",
      description = "Read the password from the first line of standard input.")
  private boolean stdin;

  @Mixin private PasswordFile file;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  /**
   * The password: from where the options say, or asked for when the URI names a user without one.
   *
   * @param uri null where it stays as it is
   */
  @Nullable String of(@Nullable String uri) {
    if (stdin) {
      return line();
    }
    Optional<String> read = file.read();
    if (read.isPresent()) {
      return read.get();
    }
    Matcher account = ACCOUNT.matcher(uri == null ? "" : uri);
    boolean asks = account.matches() && account.group("password") == null;
    return asks && System.console() != null ? file.ask(account.group("user")) : null;
  }

  private String line() {
    try {
      String line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      if (line == null || line.isEmpty()) {
        throw new ParameterException(
            verb.commandLine(), "--password-stdin: standard input has no first line.");
      }
      return line;
    } catch (IOException e) {
      throw new ParameterException(
          verb.commandLine(), "--password-stdin: standard input cannot be read.");
    }
  }
}
