package io.orchestratex.local;

import io.orchestratex.local.part.Progress;
import io.orchestratex.local.stack.StackFolder;
import java.nio.file.Path;

/** The program that ends what the tests share, after the last test of a run. */
public final class StopTestStack {

  private StopTestStack() {}

  /**
   * Stops the tests' stack of the checkout that {@code ox.root} names.
   *
   * @param arguments {@code --forget} leaves what runs alone, but deletes what an earlier run left
   */
  public static void main(String[] arguments) {
    Path root = Path.of(System.getProperty("ox.root", "")).toAbsolutePath();
    LocalStack stack = LocalStack.forTests(root);
    boolean runs = stack.parts().all().stream().anyMatch(part -> part.process().isRunning());
    StackFolder containers = StackFolder.forTestContainers(root);
    EngineChoice.forget(containers);
    if (arguments.length == 0) {
      stack.down(Progress.SILENT);
      if (containers.exists()) {
        LeftContainers.remove(containers.path());
      }
    } else if (!runs && StackFolder.forTests(root).exists()) {
      stack.reset(Progress.SILENT);
    }
  }
}
