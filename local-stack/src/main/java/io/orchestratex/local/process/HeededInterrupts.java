package io.orchestratex.local.process;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * For tests of Ctrl-C: a build in the background ignores interrupts, and so does all that it
 * starts.
 */
public final class HeededInterrupts {

  private static final List<String> PREFIX = List.of("env", "--default-signal=INT");

  private HeededInterrupts() {}

  /** The words before a command line that let it be interrupted; none where env cannot do that. */
  public static List<String> prefix() {
    List<String> probe = List.of(PREFIX.getFirst(), PREFIX.getLast(), "true");
    return Commands.run(probe, 5, TimeUnit.SECONDS).succeeded() ? PREFIX : List.of();
  }
}
