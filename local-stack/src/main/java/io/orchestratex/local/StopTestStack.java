package io.orchestratex.local;

import io.orchestratex.local.part.Progress;
import io.orchestratex.local.stack.StackFolder;
import java.nio.file.Path;

/** The program that ends what the tests share, after the last test of a run. */
public final class StopTestStack {

  private StopTestStack() {}

  /**
   * Stops the tests' stacks of the checkout that {@code ox.root} names.
   *
   * @param arguments {@code --forget} leaves what runs alone, but deletes what an earlier run left
   */
  public static void main(String[] arguments) {
    Path root = Path.of(System.getProperty("ox.root", "")).toAbsolutePath();
    boolean forget = arguments.length > 0;
    LocalStack.ofAllTests(root).parallelStream().forEach(stack -> end(stack, forget));
  }

  private static void end(LocalStack stack, boolean forget) {
    StackFolder folder = stack.parts().folder();
    StackFolder containers = folder.containers();
    EngineChoice.forget(containers);
    boolean runs = stack.parts().all().stream().anyMatch(part -> part.process().isRunning());
    if (!forget) {
      stack.down(Progress.SILENT);
      if (containers.exists()) {
        // Samples are processes also where the engines are containers.
        new StackParts(containers).sampleParts().forEach(part -> part.down(Progress.SILENT));
        LeftContainers.remove(containers.path());
      }
    } else if (!runs && folder.exists()) {
      stack.reset(Progress.SILENT);
    }
  }
}
