package io.orchestratex.cli.access;

import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ox console}. */
@Command(
    name = "console",
    description = "Open the web console in the browser; where there is none, print its address.",
    mixinStandardHelpOptions = true)
public final class ConsoleCommand implements Callable<Integer> {

  @Mixin private Connection connection;
  @Mixin private Terminal terminal;

  @Option(names = "--print", description = "Only print the address.")
  private boolean print;

  /** Where the console of a gateway is. */
  public static String address(Object gateway) {
    return gateway + "/console";
  }

  @Override
  public Integer call() {
    String address = address(connection.gateway().address());
    if (terminal.json()) {
      terminal.print(Map.of("console", address));
    } else {
      terminal.say(address);
    }
    if (!print && !terminal.json() && System.console() != null) {
      open(address);
    }
    return ExitCode.DONE;
  }

  /** The address is printed already, so a browser that does not open is no failure. */
  private static void open(String address) {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String opener = os.contains("mac") ? "open" : "xdg-open";
    try {
      new ProcessBuilder(List.of(opener, address))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      // No browser is here.
    }
  }
}
