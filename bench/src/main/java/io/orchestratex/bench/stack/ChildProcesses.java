package io.orchestratex.bench.stack;

import io.orchestratex.local.process.Commands;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The programs that a measurement starts besides the stack's own parts. They end with it, also when
 * it is interrupted by Ctrl-C or by a signal that reaches this process only.
 */
public final class ChildProcesses {

  private static final long END_WITHIN_SECONDS = 5;

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
  private static volatile boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ChildProcesses::endAll, "end-children"));
  }

  private ChildProcesses() {}

  /** Starts a program; the caller ends it, or this process's own end does. */
  public static Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    attend(process);
    return process;
  }

  /** Runs a program to its end, as {@link Commands#run} does. */
  public static Commands.Result run(
      List<String> command, Map<String, String> environment, long limit, TimeUnit unit) {
    return Commands.run(command, environment, limit, unit, ChildProcesses::attend);
  }

  private static void attend(Process process) {
    RUNNING.add(process);
    process.onExit().thenRun(() -> RUNNING.remove(process));
    if (ending) {
      end(process);
    }
  }

  private static void endAll() {
    ending = true;
    RUNNING.forEach(ChildProcesses::end);
  }

  private static void end(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    children.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
