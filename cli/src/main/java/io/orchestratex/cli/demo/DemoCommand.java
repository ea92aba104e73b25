package io.orchestratex.cli.demo;

import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ox demo}: the whole job on the running stack, as commands that a person could type. */
@Command(
    name = "demo",
    description = {
      "Watch the main job: conversations are stored, backed up, damaged, noticed and restored.",
      "Starts the stack when it is not up. With docker compose running, plays there."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

  @Mixin private Terminal terminal;

  @Option(
      names = "--compose",
      description = "Play on the stack of docker compose, even if it must be said.")
  private boolean compose;

  @Override
  public Integer call() {
    Scene scene = compose || ComposeScene.runs() ? new ComposeScene() : new LocalScene(terminal);
    long begin = System.nanoTime();
    boolean endedWell;
    try {
      scene.enter();
      endedWell = new Story(terminal, scene).tell();
    } finally {
      System.clearProperty(Connection.GATEWAY_PROPERTY);
    }
    terminal.say("");
    terminal.say(
        (endedWell ? "The story ended well" : "The story did not end well")
            + String.format(java.util.Locale.ROOT, ", %.0f s.", (System.nanoTime() - begin) / 1e9));
    return endedWell ? ExitCode.DONE : ExitCode.FAILED;
  }
}
