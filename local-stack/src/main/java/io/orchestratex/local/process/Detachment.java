package io.orchestratex.local.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a program is started so that Ctrl-C at the terminal does not reach it. The terminal sends the
 * signal to its foreground process group, so the program gets a group of its own. Ignoring the
 * signal would not do: mongod, redis-server and postgres install handlers of their own.
 */
sealed interface Detachment {

  /** The best one of this machine. */
  static Detachment ofMachine() {
    Optional<Detachment> session = Commands.find("setsid").map(Session::new);
    return session
        .or(() -> Commands.find("bash").map(JobControl::new))
        .orElseGet(Detachment.None::new);
  }

  /**
   * Starts the program of {@code builder}, whose input is set and whose environment and folder are
   * its own.
   *
   * @param log takes its output and its errors
   * @return its pid
   */
  long start(ProcessBuilder builder, Path log) throws IOException;

  /** In a session of its own: {@code setsid} replaces itself by the program and keeps the pid. */
  record Session(Path setsid) implements Detachment {
    @Override
    public long start(ProcessBuilder builder, Path log) throws IOException {
      List<String> command = new ArrayList<>(List.of(setsid.toString()));
      command.addAll(builder.command());
      return attached(builder.command(command), log);
    }
  }

  /**
   * Where there is no {@code setsid}, as on macOS: a shell with job control gives each program that
   * it starts in the background a group of its own, says its pid and ends.
   */
  record JobControl(Path bash) implements Detachment {
    private static final String SCRIPT =
        "set -m; log=$1; shift; \"$@\" >>\"$log\" 2>&1 & printf %s $!";

    @Override
    public long start(ProcessBuilder builder, Path log) throws IOException {
      List<String> command =
          new ArrayList<>(List.of(bash.toString(), "--norc", "--noprofile", "-c", SCRIPT, "bash"));
      command.add(log.toString());
      command.addAll(builder.command());
      Process shell =
          builder
              .command(command)
              .redirectErrorStream(false)
              .redirectError(Redirect.appendTo(log.toFile()))
              .start();
      String pid = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!pid.matches("[1-9]\\d*")) {
        throw new IOException(bash + " did not start the program; see " + log);
      }
      return Long.parseLong(pid);
    }
  }

  /** The signal reaches the program; its terminal's end does not have to. */
  record None() implements Detachment {
    @Override
    public long start(ProcessBuilder builder, Path log) throws IOException {
      return attached(builder, log);
    }
  }

  private static long attached(ProcessBuilder builder, Path log) throws IOException {
    return builder
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(log.toFile()))
        .start()
        .pid();
  }
}
